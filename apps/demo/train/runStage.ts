import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { classifierOf, type Head } from '../src/model/classifier.ts';
import { readCheckpoint, type StageResult, type TrainingState, writeCheckpoint } from './checkpoint.ts';
import { measureAccuracy } from './measureAccuracy.ts';
import { type Dataset, loadMnist, slice } from './mnist.ts';
import { MODEL_CONFIG } from './modelConfig.ts';
import { duration, progressLine } from './progressLine.ts';
import type { Settings } from './settings.ts';
import { type Stage, type StageName, stageOf } from './stage.ts';
import type { StopSignal } from './stopSignal.ts';
import { headTensors } from './trainedWeights.ts';
import { startState, trainStage } from './trainStage.ts';

/** The share of training images that are not trained on, for choosing settings: the last 2,000 of the file. */
const HELD_OUT = 1 / 30;

export interface RunStageOptions {
  readonly data: string;
  readonly out: string;
  readonly settings: Settings;
  readonly stop: StopSignal;
  log(line: string): void;
}

/** How many images there are to train on, at most `limit`. */
export function trainingImages(data: string, limit: number | undefined): number {
  const { count } = loadMnist(data, 'train');
  return Math.min(count - heldOut(count), limit ?? count);
}

/** The state of a stage as its checkpoint has it, or undefined where it has not begun. */
export function savedState(out: string, name: StageName, settings: Settings): TrainingState | undefined {
  const state = startState(MODEL_CONFIG, stageOf(name, settings));
  return readCheckpoint(checkpointPath(out, name), name, settings, state) ? state : undefined;
}

/** Starts or resumes a stage. True when it is done, its accuracy measured. */
export async function runStage(name: StageName, options: RunStageOptions): Promise<boolean> {
  const { out, settings, stop, log } = options;
  const stage = stageOf(name, settings);
  const saved = savedState(out, name, settings);
  if (saved?.result !== undefined) return true;
  const state = saved ?? startState(MODEL_CONFIG, stage, pretrained(name, options));
  log(
    `${name.padEnd(8)}  ${saved === undefined ? 'starts' : `resumes after step ${state.step}`}, ${stage.steps} steps in all`,
  );
  mkdirSync(out, { recursive: true });
  const whole = loadMnist(options.data, 'train');
  const done = await trainStage({
    config: MODEL_CONFIG,
    stage,
    settings,
    data: slice(whole, 0, settings.images),
    state,
    checkpoint: checkpointPath(out, name),
    progressEvery: 50,
    checkpointEvery: 200,
    onProgress: (progress) => log(progressLine(progress)),
    shouldStop: () => stop.stopped,
  });
  if (!done || stop.stopped) return false;
  state.result = measure(
    stage,
    state,
    slice(whole, whole.count - heldOut(whole.count), whole.count),
    loadMnist(options.data, 'test'),
  );
  writeCheckpoint(checkpointPath(out, name), name, settings, state);
  log(doneLine(stage, state));
  return true;
}

function heldOut(count: number): number {
  return Math.max(1, Math.floor(count * HELD_OUT));
}

function checkpointPath(out: string, name: StageName): string {
  return join(out, `${name}.ckpt`);
}

function pretrained(
  name: StageName,
  { out, settings }: RunStageOptions,
): TrainingState['parameters'] | undefined {
  if (name === 'pretrain') return undefined;
  const state = savedState(out, 'pretrain', settings);
  if (state?.result !== undefined) return state.parameters;
  throw new Error(
    `train: fine-tuning "${name}" needs a finished pre-training, but ${checkpointPath(out, 'pretrain')} ` +
      `${state === undefined ? 'is missing' : `is at step ${state.step}`}. Run train without --head first.`,
  );
}

function measure(stage: Stage, state: TrainingState, heldOut: Dataset, test: Dataset): StageResult {
  const tensors = new Map(stage.heads.flatMap((head) => headTensors(head.name, state.parameters)));
  const heads = stage.heads.map(({ name }) => ({ name, testAccuracy: Number.NaN }));
  const classifier = classifierOf({ config: MODEL_CONFIG, heads, tensors });
  const over = (data: Dataset): Record<string, number> =>
    Object.fromEntries(
      classifier.heads.map((head: Head) => [head.name, measureAccuracy(classifier, head, data)]),
    );
  const result = { validation: over(heldOut), test: over(test) };
  classifier.dispose();
  return result;
}

function doneLine(stage: Stage, state: TrainingState): string {
  const percent = Object.entries(state.result?.test ?? {}).map(
    ([head, share]) => `${head} ${(100 * share).toFixed(2)} %`,
  );
  return `${stage.name.padEnd(8)}  done in ${duration(state.seconds)}  test accuracy ${percent.join(', ')}`;
}
