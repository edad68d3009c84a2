import type { TrainingModels } from '@ggem/onnx/training';
import { drawnIds } from '../data/drawnIds.ts';
import { mixup } from '../data/mixup.ts';
import { targets } from '../data/targets.ts';
import { adamW } from '../optimise/adamW.ts';
import { firstNotFinite, gradientNorm } from '../optimise/gradientNorm.ts';
import { learningRate } from '../optimise/learningRate.ts';
import { random, shuffled } from '../optimise/random.ts';
import { largest } from './evaluate.ts';
import type { FinetuneOptions } from './finetuneOptions.ts';
import { lastGood } from './lastGood.ts';
import { imageNotFinite, notFinite } from './notFinite.ts';
import { type Progress, pace } from './progress.ts';
import type { SessionPool } from './sessionPool.ts';
import type { Settings } from './settings.ts';
import { chunks, type TokenSource } from './tokenSource.ts';
import { parameterGradient, parameterNow, type TrainedState, weightsNow } from './trainedState.ts';

/** All that the steps of a run work with. */
interface Run {
  readonly models: TrainingModels;
  readonly pool: SessionPool;
  readonly source: TokenSource;
  readonly state: TrainedState;
  readonly options: FinetuneOptions;
  readonly settings: Settings;
  readonly report: (progress: Progress) => void;
  readonly keep: () => Promise<void>;
}

/** A killed process loses so many steps at most. */
const keptEvery = 50;

/** Makes the steps that are left, until the last one or until the signal. Keeps the state after each epoch and at the end. */
export async function trainSteps(
  run: Run,
): Promise<{ readonly losses: readonly number[]; readonly steps: number }> {
  const { models, state, options, settings, report, keep } = run;
  const { batch, epochs, seed } = settings;
  const perEpoch = Math.floor(options.data.count / batch);
  const steps = epochs * perEpoch;
  const measure = pace(steps, state.step, batch);
  const losses: number[] = [];
  let isKept = true;
  let epoch = -1;
  let order: Uint32Array = new Uint32Array();
  let sum = { loss: 0, right: 0, steps: 0 };
  const good = lastGood(state);
  const recent: { readonly loss: number; readonly right: number }[] = [];
  while (state.step < steps && !options.signal?.aborted) {
    const now = Math.floor(state.step / perEpoch);
    if (now !== epoch) {
      epoch = now;
      order = shuffled(options.data.count, random(seed, 2, now));
      sum = { loss: 0, right: 0, steps: 0 };
    }
    const at = (state.step % perEpoch) * batch;
    const made = await oneStep(run, Array.from(order.subarray(at, at + batch)), steps).catch(
      async (error: unknown) => {
        if (!isKept) await keep();
        throw error;
      },
    );
    sum = { loss: sum.loss + made.loss, right: sum.right + made.right, steps: sum.steps + 1 };
    recent.push(made);
    if (recent.length > 20) recent.shift();
    const mean = (of: 'loss' | 'right'): number =>
      recent.reduce((all, one) => all + one[of], 0) / recent.length;
    report({
      stage: 'train',
      loss: mean('loss'),
      accuracy: mean('right') / batch,
      parameters: Object.fromEntries(
        state.parameters.map((one) => [one.name, Array.from(parameterNow(one))]),
      ),
      ...measure(state.step),
    });
    const isWhole = state.step % perEpoch === 0;
    if (isWhole) losses.push(sum.loss / sum.steps);
    isKept = isWhole || state.step % keptEvery === 0;
    if (isKept) await keep();
  }
  if (!isKept) await keep();
  return { losses, steps };

  /** What images are to give; where texts are trained too, the ids of one text of each. */
  function wantedOf(part: readonly number[]): Float32Array {
    const { data } = options;
    if (models.text === undefined)
      return targets(data, part, models.start.head.classes, settings.labelSmoothing);
    return drawnIds(data, part, models.text, (index) => random(seed, 7, epoch, index));
  }

  /** The loss of a batch before the step, and how many of its images were told right. */
  async function oneStep({ pool, source }: Run, indices: readonly number[], total: number) {
    const { from, fromShape, inputShape, front } = models;
    const { augment } = options;
    const parts = chunks(indices, batch / settings.shards);
    const wanted = parts.map(wantedOf);
    let inputs: readonly Float32Array[];
    if (augment === undefined) inputs = await Promise.all(parts.map((part) => source.tokens(part)));
    else {
      const next = (index: number) => random(seed, 3, epoch, index);
      const images = await Promise.all(parts.map((part) => source.changed(part, augment, next)));
      const { mixup: alpha = 0 } = typeof augment === 'function' ? {} : augment;
      if (alpha > 0) {
        images.forEach((image, i) => {
          mixup(image, wanted[i]!, inputShape[0]!, alpha, random(seed, 4, state.step, i));
        });
      }
      inputs = front === undefined ? images : await source.throughFront(images);
    }
    const weights = weightsNow(models, state);
    const results = await pool.run(
      'step',
      inputs.map((data, i) => ({
        ...weights,
        [from]: { data, dims: fromShape },
        [models.text?.ids ?? models.targets]: {
          data: wanted[i]!,
          dims: models.text?.idsShape ?? [parts[i]!.length, models.start.head.classes],
        },
      })),
    );
    const mean = (name: string): Float32Array => {
      const [first, ...more] = results.map((result) => result[name]!.data);
      if (more.length === 0) return first!;
      const all = Float32Array.from(first!);
      for (const other of more) for (let i = 0; i < all.length; i++) all[i]! += other[i]!;
      return all.map((value) => value / results.length);
    };
    const loss = mean(models.loss)[0]!;
    const gradients = new Map<string, ArrayLike<number>>([
      ...state.weights.map(({ name }) => [name, mean(models.step.gradients[name]!)] as const),
      ...state.parameters.map((one) => {
        return [one.name, parameterGradient(one, mean(models.step.gradients[one.of.input]!))] as const;
      }),
    ]);
    const what = firstNotFinite(gradients, loss);
    if (what !== undefined) {
      const image = imageNotFinite(parts, inputs);
      if (image !== undefined) throw image;
      const failed = { what, step: state.step + 1, steps: total, rate: settings.rate };
      // The same weights would give the same again: what is kept is the state before the step that led to them.
      const isBack = good.goBack();
      isKept = !isBack;
      throw notFinite({
        ...failed,
        good: isBack ? state.step : undefined,
        isSaved: options.save !== undefined,
      });
    }
    const norm = gradientNorm(gradients);
    good.remember();
    const { clip, warmUp, weightDecay } = settings;
    const scale = clip > 0 && norm > clip ? clip / norm : 1;
    const rate = learningRate(state.step, total, settings.rate, Math.ceil(warmUp * total));
    for (const one of [...state.weights, ...state.parameters]) {
      adamW(one, gradients.get(one.name)!, { step: state.step, rate, weightDecay, scale });
    }
    state.step++;
    const { labels } = options.data;
    const right = parts.flatMap((part, i) => {
      const { data } = results[i]![models.scores]!;
      const width = data.length / part.length;
      return part.filter((index, row) => {
        // In pairs, the right column of a row is its own.
        const own = labels?.[index] ?? row;
        return largest(data.subarray(row * width, (row + 1) * width)) === own;
      });
    }).length;
    return { loss, right };
  }
}
