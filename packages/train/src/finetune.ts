import { parametersOf, writePoolingFiles } from '@ggem/core';
import { type TrainingModels, type trainingModels, tunedModel, writeWeights } from '@ggem/onnx/training';
import { type Accuracy, measureAccuracy } from './run/accuracy.ts';
import { type Features, featuresOf } from './run/featuresOf.ts';
import type { FinetuneOptions } from './run/finetuneOptions.ts';
import { fillTokens, openRun } from './run/openRun.ts';
import type { TokenSource } from './run/tokenSource.ts';
import {
  restoreState,
  startState,
  type TrainedState,
  temperatureNow,
  weightsNow,
  writeState,
} from './run/trainedState.ts';
import { trainSteps } from './run/trainSteps.ts';
import type { HostTensor } from './session/session.ts';

/** A model that was fine-tuned, or as far as it came. */
export interface Finetuned {
  /** The old file with new weights, pooling and head; all else is kept byte for byte. */
  readonly model: Uint8Array;
  /** The files `pooling.json` and `pooling.safetensors`. */
  readonly pooling: { readonly json: string; readonly safetensors: Uint8Array };
  /** Trained parameters of the pooling, by name. */
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  /** The temperature of the loss, if it was trained. */
  readonly temperature: number | undefined;
  /** Steps made, and of how many. */
  readonly step: number;
  readonly steps: number;
  /** Mean loss of each epoch of this run. */
  readonly losses: readonly number[];
  /** Of the images held out, where there are classes: by the class means of the features before training, and by the head after. */
  readonly before: Accuracy | undefined;
  readonly after: Accuracy | undefined;
  /** The text model with its new weights, where one was trained too. */
  readonly text: Uint8Array | undefined;
  /** What the head reads, of pairs what it gives, of each image after training; where it was wanted and training came to its end. */
  readonly features?: { readonly data: Features; readonly validation: Features | undefined } | undefined;
}

/**
 * Trains the last part of an ONNX model with another pooling and a head for other classes, in plain onnxruntime.
 *
 * The tokens before the trained part are computed once and kept. Then each step runs one ONNX graph, which gives the loss and
 * all gradients, and AdamW on the host. Equal options give equal weights, bit for bit, also after a pause.
 *
 * Throws a `GgemError`: `value`, `shape`, `spec` or `format` for options, data or a model that do not fit, and `unavailable`
 * for an operator without a rule of differentiation, with the value from which training works.
 *
 * ```ts
 * const { model } = await finetune(bytes, {
 *   pooling: { type: 'ggem', groups: 3 }, classes: 17, from: { blocks: 2 }, data,
 *   session: sessionsOf(await import('onnxruntime-node')),
 * });
 * ```
 */
export async function finetune(model: Uint8Array, options: FinetuneOptions): Promise<Finetuned> {
  const { data, signal, save } = options;
  const { settings, training, models, pool, sources } = openRun(model, options);
  const { shards, batch } = settings;
  const state = startState(models, settings);
  const about = {
    seed: String(settings.seed),
    batch: String(batch),
    images: String(data.count),
  };
  if (options.resume !== undefined) restoreState(state, options.resume, about);
  const report = options.onProgress ?? (() => {});
  try {
    const found = await sources();
    const { source, held } = found;
    await fillTokens(found, options, settings);
    const measure = (how: 'means' | 'head', of: TrainedState) =>
      held && options.loss !== 'infoNce' && !signal?.aborted
        ? measureAccuracy(
            models,
            pool,
            weightsNow(models, of),
            { source, data, held: held.source, validation: held.data },
            { shards, how },
          )
        : undefined;
    // Also of a run that goes on.
    const before = await measure('means', startState(models, settings));
    const keep = async (): Promise<void> => save?.(writeState(state, about));
    const { losses, steps } = await trainSteps({
      models,
      pool,
      source,
      state,
      options,
      settings,
      report,
      keep,
    });
    const after = await measure('head', state);
    const features = async (from: TokenSource, count: number): Promise<Features> =>
      featuresOf(models, pool, from, weightsNow(models, state), { count, shards });
    const isWanted = options.features === true && !signal?.aborted;
    return {
      ...finished(model, models, state, training),
      ...{ step: state.step, steps, losses, before, after },
      ...(isWanted && {
        features: {
          data: await features(source, data.count),
          validation: held && (await features(held.source, held.data.count)),
        },
      }),
    };
  } finally {
    await pool.release();
  }
}

function finished(
  model: Uint8Array,
  models: TrainingModels,
  state: TrainedState,
  options: Parameters<typeof trainingModels>[1],
): Pick<Finetuned, 'model' | 'text' | 'pooling' | 'parameters' | 'temperature'> {
  const now = weightsNow(models, state);
  const { start, text } = models;
  const weights = new Map<string, HostTensor>();
  const ofText = new Map<string, HostTensor>();
  for (const { name } of models.weights) {
    const own = text?.own.get(name);
    if (own === undefined) weights.set(name, now[name]!);
    else ofText.set(own, now[name]!);
  }
  const temperature = temperatureNow(models, state);
  if (options.loss === 'normSoftmax') {
    const weight = now[start.head.weight]!;
    const data = cosineWeights(weight.data, start.head, temperature ?? models.temperature);
    weights.set(start.head.weight, { ...weight, data });
  }
  const parameters = Object.fromEntries(
    start.parameters.map(({ name, input }) => [name, Array.from(now[input]!.data)] as const),
  );
  // Parameters that are not trained keep what the spec says.
  const { spec, channels } = start;
  const fixed = Object.fromEntries(parametersOf(spec, channels).map((one) => [one.name, one.start] as const));
  const files = writePoolingFiles({ spec, channels, parameters: { ...fixed, ...parameters } });
  const { bytes } = tunedModel(model, options, { weights, parameters });
  const trained = options.text && writeWeights(options.text, ofText);
  return { model: bytes, text: trained, pooling: files, parameters, temperature };
}

/** The weight of a head whose products with features order classes as the cosines do: `w / (‖w‖ T)`. */
function cosineWeights(
  weight: Float32Array,
  { features, classes, isTransposed }: TrainingModels['start']['head'],
  temperature: number,
): Float32Array {
  const [byFeature, byClass] = isTransposed ? [1, features] : [classes, 1];
  const result = new Float32Array(weight.length);
  for (let c = 0; c < classes; c++) {
    let sum = 0;
    for (let f = 0; f < features; f++) sum += weight[f * byFeature + c * byClass]! ** 2;
    const by = 1 / (Math.sqrt(sum) * temperature || 1);
    for (let f = 0; f < features; f++) {
      result[f * byFeature + c * byClass] = weight[f * byFeature + c * byClass]! * by;
    }
  }
  return result;
}
