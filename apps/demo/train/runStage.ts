import { GgemError, readSafetensors } from '@ggem/core';
import { finetune, type Progress } from '@ggem/train';
import { workerSessions } from '@ggem/train/node';
import { augment } from './augment.ts';
import { demoVit, pretrainedVit } from './demoVit.ts';
import { type Dataset, ink } from './mnist.ts';
import { modelAccuracy } from './modelAccuracy.ts';
import { MODEL_CONFIG } from './modelConfig.ts';
import { progressLine } from './progressLine.ts';
import type { Settings } from './settings.ts';
import { type StageName, stageOf } from './stage.ts';
import type { StageFiles } from './stageFiles.ts';

const PROGRESS_EVERY = 50;

export interface RunStageOptions {
  readonly files: StageFiles;
  readonly settings: Settings;
  /** Images to train on, images held out, and the test images. */
  readonly data: { readonly train: Dataset; readonly heldOut: Dataset; readonly test: Dataset };
  /** Parts of a batch that run side by side, each in a thread of its own. The weights depend on it by rounding. */
  readonly threads: number;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** Starts a stage or goes on with it. True when it is done, its model and its accuracy written. */
export async function runStage(name: StageName, options: RunStageOptions): Promise<boolean> {
  const { files, settings, data, threads, signal, log } = options;
  if (files.result(name) !== undefined) return true;
  const { pooling, epochs, rate, seed } = stageOf(name, settings);
  const model = name === 'pretrain' ? demoVit(seed) : pretrainedVit(files.model('pretrain'));
  const resume = savedState(files, name);
  const sessions = workerSessions(threads);
  let isFirst = true;
  const onProgress = (progress: Progress): void => {
    const { done, total } = progress;
    if (isFirst)
      log(
        `${name.padEnd(8)}  ${resume === undefined ? 'starts' : `resumes after step ${done - 1}`}, ${total} steps in all`,
      );
    isFirst = false;
    if (done % PROGRESS_EVERY === 0 || done === total) log(progressLine(name, progress));
  };
  try {
    const tuned = await finetune(model, {
      ...{ pooling, epochs, rate, seed, batch: settings.batch, classes: MODEL_CONFIG.classes },
      ...{ from: 'all', layerDecay: 1, labelSmoothing: 0, warmUp: 0.06, shards: threads, augment },
      data: {
        count: data.train.count,
        labels: data.train.labels,
        image: async (index) => ink(data.train, index, index + 1),
      },
      ...{ session: sessions.start, resume, signal, onProgress, save: (state) => files.save(name, state) },
    });
    if (tuned.step < tuned.steps || signal.aborted) return false;
    const session = await sessions.start(tuned.model);
    const accuracies = [];
    for (const images of [data.heldOut, data.test]) accuracies.push(await modelAccuracy(session, images));
    const [heldOut = Number.NaN, test = Number.NaN] = accuracies;
    await files.finish(name, tuned.model, { p: tuned.parameters.p, heldOut, test });
    log(`${name.padEnd(8)}  done  test accuracy ${(100 * test).toFixed(2)} %`);
    return true;
  } finally {
    await sessions.close();
  }
}

function savedState(files: StageFiles, name: StageName): Uint8Array | undefined {
  const state = files.state(name);
  try {
    if (state !== undefined) readSafetensors(state);
    return state;
  } catch (error) {
    if (!(error instanceof GgemError)) throw error;
    throw new Error(
      `train: ${files.statePath(name)} must be whole, but is not (${error.message}). Delete the file to start this stage again.`,
    );
  }
}
