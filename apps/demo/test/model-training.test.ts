import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { random, shuffled } from '@ggem/train';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adamState, adamW } from '../train/adamW.ts';
import { augment } from '../train/augment.ts';
import { readCheckpoint, type TrainingState, writeCheckpoint } from '../train/checkpoint.ts';
import { MODEL_CONFIG } from '../train/modelConfig.ts';
import { learningRate } from '../train/schedule.ts';
import type { Settings } from '../train/settings.ts';
import { type Stage, stageOf } from '../train/stage.ts';
import { type Progress, startState, trainStage } from '../train/trainStage.ts';
import { wasmBackend } from '../train/wasmBackend.ts';
import { tinyDataset } from './modelTinyMnist.ts';

const SETTINGS: Settings = { epochs: 2, tuneEpochs: 1, batch: 8, seed: 3, images: 16 };
const DATA = tinyDataset(16);
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ggem-training-'));
  await wasmBackend();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a stage until it is done or has taken `until` steps. */
async function run(
  stage: Stage,
  state: TrainingState,
  until = Number.POSITIVE_INFINITY,
): Promise<Progress[]> {
  const progress: Progress[] = [];
  await trainStage({
    config: MODEL_CONFIG,
    stage,
    settings: SETTINGS,
    data: DATA,
    state,
    checkpoint: join(folder, `${stage.name}.ckpt`),
    progressEvery: 1,
    checkpointEvery: 1000,
    onProgress: (line) => progress.push(line),
    shouldStop: () => state.step >= until,
  });
  return progress;
}

function numbers(state: TrainingState): number[] {
  return [...state.parameters.values()].flatMap(({ values }) => Array.from(values));
}

describe('trainStage', () => {
  test('resumed from a checkpoint, ends with exactly the parameters of an uninterrupted run', async () => {
    const stage = stageOf('pretrain', SETTINGS);
    expect(stage.steps).toBe(4);
    const whole = startState(MODEL_CONFIG, stage);
    await run(stage, whole);

    const first = startState(MODEL_CONFIG, stage);
    await run(stage, first, 3);
    const second = startState(MODEL_CONFIG, stage);
    expect(readCheckpoint(join(folder, 'pretrain.ckpt'), 'pretrain', SETTINGS, second)).toBe(true);
    expect(second.step).toBe(3);
    await run(stage, second);

    expect(numbers(second)).toEqual(numbers(whole));
  });

  test('reports a finite loss, p of every group and the time left', async () => {
    const stage = stageOf('ggem', SETTINGS);
    const [line] = await run(stage, startState(MODEL_CONFIG, stage), 1);
    expect(line!.loss).toBeGreaterThan(0);
    expect(line!.parameters.get('ggem/p')!.values).toHaveLength(4);
    expect(line!.secondsLeft).toBeGreaterThan(0);
  });

  test('fine-tuning starts from the trained backbone, a fresh head and p = 3', () => {
    const pretrained = startState(MODEL_CONFIG, stageOf('pretrain', SETTINGS)).parameters;
    pretrained.get('gem/p')!.values[0] = 5;
    const state = startState(MODEL_CONFIG, stageOf('gem', SETTINGS), pretrained);
    const at = 'backbone/block1/mlp1/weight';
    expect(state.parameters.get(at)).toEqual(pretrained.get(at));
    expect(state.parameters.get('gem/weight')).not.toEqual(pretrained.get('gem/weight'));
    expect(Array.from(state.parameters.get('gem/p')!.values)).toEqual([3]);
    expect([...state.parameters.keys()].filter((name) => !name.startsWith('backbone/'))).toEqual([
      'gem/weight',
      'gem/bias',
      'gem/p',
    ]);
  });
});

describe('checkpoint', () => {
  const fresh = (): TrainingState => startState(MODEL_CONFIG, stageOf('mean', SETTINGS));
  const read = (path: string, settings = SETTINGS): boolean =>
    readCheckpoint(path, 'mean', settings, fresh());

  function written(name: string): string {
    const path = join(folder, name);
    writeCheckpoint(path, 'mean', SETTINGS, fresh());
    return path;
  }

  test('is absent before the first one', () => {
    expect(read(join(folder, 'none.ckpt'))).toBe(false);
  });

  test('refuses a file cut short', () => {
    const path = written('short.ckpt');
    const bytes = readFileSync(path);
    const header = bytes.indexOf('\n', 20) + 1;
    const expected = bytes.length - header;
    writeFileSync(path, bytes.subarray(0, -100));
    expect(() => read(path)).toThrow(
      new Error(
        `checkpoint: ${path} must hold ${expected} bytes of numbers, but holds ${expected - 100}. ` +
          'Delete the file to start this stage again.',
      ),
    );
  });

  test('refuses a changed number', () => {
    const path = written('changed.ckpt');
    const bytes = readFileSync(path);
    bytes[bytes.length - 5]! ^= 1;
    writeFileSync(path, bytes);
    expect(() => read(path)).toThrow(
      new Error(
        `checkpoint: ${path} must match the checksum in its header, but its numbers have changed. ` +
          'Delete the file to start this stage again.',
      ),
    );
  });

  test('refuses what is no checkpoint', () => {
    const path = join(folder, 'other.ckpt');
    writeFileSync(path, 'hello\n');
    expect(() => read(path)).toThrow(
      new Error(
        `checkpoint: ${path} must start with "ggem checkpoint 1" and a header, but does not. ` +
          'Delete the file to start this stage again.',
      ),
    );
  });

  test('refuses other settings and another stage', () => {
    const path = written('settings.ckpt');
    expect(() => read(path, { ...SETTINGS, seed: 4 })).toThrow(
      new Error(
        `checkpoint: ${path} must be of a training with seed 4, but was written with seed 3. ` +
          'Give the same options as before, or another --out folder.',
      ),
    );
    const state = startState(MODEL_CONFIG, stageOf('max', SETTINGS));
    expect(() => readCheckpoint(path, 'max', SETTINGS, state)).toThrow(
      new Error(
        `checkpoint: ${path} must hold the stage "max", but holds "mean". Take another --out folder.`,
      ),
    );
  });
});

describe('adamW', () => {
  const parameters = () =>
    new Map(['a/weight', 'a/bias', 'a/p'].map((name) => [name, { shape: [1], values: Float32Array.of(2) }]));
  const gradients = (g: number) =>
    new Map(['a/weight', 'a/bias', 'a/p'].map((name) => [name, Float32Array.of(g)]));

  test('moves by the learning rate at first, p by ten times that, and lets matrices alone decay', () => {
    const after = parameters();
    adamW(after, gradients(0.1), adamState(after), 0, 0.01);
    // The first step of Adam is as long as the rate, whatever the gradient. Decay takes 0.05 · 0.01 of the matrix.
    expect(after.get('a/bias')!.values[0]).toBeCloseTo(2 - 0.01, 6);
    expect(after.get('a/p')!.values[0]).toBeCloseTo(2 - 0.1, 5);
    expect(after.get('a/weight')!.values[0]).toBeCloseTo(2 * (1 - 0.0005) - 0.01, 6);
  });
});

describe('learningRate', () => {
  test('rises to the peak, then falls to a hundredth of it', () => {
    expect(learningRate(0, 100, 1, 10)).toBeCloseTo(0.1);
    expect(learningRate(9, 100, 1, 10)).toBeCloseTo(1);
    expect(learningRate(55, 100, 1, 10)).toBeCloseTo(0.505);
    expect(learningRate(100, 100, 1, 10)).toBeCloseTo(0.01);
  });
});

describe('random', () => {
  test('repeats for the same seeds and differs for others', () => {
    const draw = (...seeds: number[]) => Array.from({ length: 4 }, random(...seeds));
    expect(draw(1, 2)).toEqual(draw(1, 2));
    expect(draw(1, 2)).not.toEqual(draw(2, 1));
  });

  test('is uniform: the mean of 10,000 draws is within four standard errors of a half', () => {
    const next = random(5);
    const mean = Array.from({ length: 10_000 }, next).reduce((sum, x) => sum + x) / 10_000;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 / Math.sqrt(12 * 10_000));
  });

  test('shuffles without losing any', () => {
    const order = shuffled(50, random(1));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect([...order]).not.toEqual([...order].sort((a, b) => a - b));
  });
});

describe('augment', () => {
  test('keeps ink between 0 and 1, and about as much of it', () => {
    const source = tinyDataset(1).images.map((value) => (value > 100 ? value : 0));
    const before = source.reduce((sum, value) => sum + value / 255, 0);
    const target = new Float32Array(784);
    const next = random(9);
    let total = 0;
    for (let i = 0; i < 100; i++) {
      augment(source, 0, target, 0, next);
      expect(Math.min(...target)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...target)).toBeLessThanOrEqual(1);
      total += target.reduce((sum, value) => sum + value, 0);
    }
    expect(total / 100 / before).toBeGreaterThan(0.7);
    expect(total / 100 / before).toBeLessThan(1.6);
  });
});
