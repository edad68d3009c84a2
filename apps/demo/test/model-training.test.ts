import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pool } from '@ggem/tfjs';
import { random } from '@ggem/train';
import { workerSessions } from '@ggem/train/node';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { classifierOf } from '../src/model/classifier.ts';
import type { HeadName } from '../src/model/heads.ts';
import { augment } from '../train/augment.ts';
import { demoTensors } from '../train/demoTensors.ts';
import { ink } from '../train/mnist.ts';
import { MODEL_CONFIG } from '../train/modelConfig.ts';
import { runStage } from '../train/runStage.ts';
import type { Settings } from '../train/settings.ts';
import type { StageName } from '../train/stage.ts';
import { type StageFiles, stageFiles } from '../train/stageFiles.ts';
import { wasmBackend } from '../train/wasmBackend.ts';
import { tinyDataset } from './modelTinyMnist.ts';

const SETTINGS: Settings = { epochs: 2, tuneEpochs: 1, batch: 8, seed: 3, images: 16 };
const DATA = { train: tinyDataset(16), heldOut: tinyDataset(5, 2), test: tinyDataset(10, 3) };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ggem-training-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a stage until it is done, or until a line of its progress says so. */
async function run(name: StageName, files: StageFiles, stopAt?: string): Promise<string[]> {
  const lines: string[] = [];
  const stop = new AbortController();
  const log = (line: string): void => {
    lines.push(line);
    if (stopAt !== undefined && line.includes(stopAt)) stop.abort();
  };
  const { signal } = stop;
  await runStage(name, { files, settings: SETTINGS, data: DATA, threads: 1, signal, log });
  return lines;
}

const opened = (name: string, settings = SETTINGS, resume = true): StageFiles =>
  stageFiles(join(folder, name), settings, resume);

describe('a training', () => {
  const whole = () => opened('whole');
  beforeAll(async () => {
    await run('pretrain', whole());
    for (const name of ['token', 'max', 'ggem'] as const) await run(name, whole());
  });

  test('goes on after a pause with exactly the weights of an uninterrupted one', async () => {
    const files = opened('paused');
    expect(await run('pretrain', files, 'starts')).toHaveLength(1);
    expect(files.result('pretrain')).toBeUndefined();
    const rest = await run('pretrain', files);
    expect(rest[0]).toBe('pretrain  resumes after step 1, 4 steps in all');
    expect(files.model('pretrain')).toEqual(whole().model('pretrain'));
    await run('ggem', files);
    expect(files.model('ggem')).toEqual(whole().model('ggem'));
  });

  test('tells loss, accuracy, p of every group and the time left', async () => {
    const files = opened('told');
    await run('pretrain', files);
    const lines = await run('ggem', files);
    expect(lines[1]).toMatch(
      /^ggem {6}step 2\/2 {2}loss \d\.\d{4} {2}accuracy +\d+\.\d % {2}p 3\.0\d( \d\.\d\d){3} {2}left 0 s$/,
    );
    expect(lines[2]).toMatch(/^ggem {6}done {2}test accuracy \d+\.\d\d %$/);
  });

  test('moves p of each group from 3, and the backbone from the pre-trained one', () => {
    const files = whole();
    for (const p of files.result('ggem')!.p!) expect(Math.abs(p - 3)).toBeGreaterThan(1e-4);
    const [before, after] = (['pretrain', 'ggem'] as const).map(
      (name) => demoTensors('ggem', files.model(name), undefined).get('ggem/block1/mlp1/weight')!.values,
    );
    const most = Math.max(...before!.map((value, i) => Math.abs(value - after![i]!)));
    // Two steps of Adam move a number by no more than the rate each, and weight decay by less.
    expect(most).toBeGreaterThan(1e-4);
    expect(most).toBeLessThan(2.5e-3);
  });

  test.each<HeadName>(['token', 'max', 'ggem'])(
    'gives a model that tfjs computes as onnxruntime does: %s',
    async (name) => {
      await wasmBackend();
      const files = whole();
      const tensors = demoTensors(name, files.model(name), files.result(name)!.p);
      const classifier = classifierOf({ config: MODEL_CONFIG, heads: [{ name, testAccuracy: 0 }], tensors });
      const images = ink(DATA.train, 0, 6);
      const [head] = classifier.heads;
      const logits = tf.tidy(() => {
        const tokens = classifier.tokens(head!, tf.tensor4d(images, [6, 28, 28, 1]));
        const parameters = head!.p === undefined ? {} : { p: tf.tensor1d(head!.p) };
        return classifier.logits(head!, pool(tokens, head!.spec, { parameters })).dataSync();
      });
      classifier.dispose();
      const sessions = workerSessions(1);
      const session = await sessions.start(files.model(name));
      const expected = (await session.run({ pixel_values: { data: images, dims: [6, 1, 28, 28] } })).logits!;
      await sessions.close();
      expect(expected.dims).toEqual([6, 10]);
      const scale = Math.max(...expected.data.map(Math.abs));
      expect(scale).toBeGreaterThan(0.01);
      // Float32 through three blocks: some hundred roundings of 6e-8.
      logits.forEach((value, i) => {
        expect(Math.abs(value - expected.data[i]!)).toBeLessThan(2e-5 * Math.max(scale, 1));
      });
    },
  );
});

describe('the files of a training', () => {
  test('are refused where a state is cut short', async () => {
    const files = opened('short');
    await run('pretrain', files, 'starts');
    const path = files.statePath('pretrain');
    writeFileSync(path, readFileSync(path).subarray(0, 5000));
    await expect(run('pretrain', files)).rejects.toThrow(
      /^train: .*pretrain\.state\.safetensors must be whole, but is not \(.*\)\. Delete the file to start this stage again\.$/,
    );
  });

  test('are refused with other settings', async () => {
    await run('pretrain', opened('other'), 'starts');
    const path = join(folder, 'other');
    expect(() => opened('other', { ...SETTINGS, seed: 4 })).toThrow(
      new Error(
        `train: ${path} must hold a training with seed 4, but holds one with seed 3. Give the same options as before, or another --out folder.`,
      ),
    );
    expect(() => opened('other', SETTINGS, false)).toThrow(
      new Error(
        `train: ${path} must hold no training yet, but holds train.json. Add --resume to go on with it, or choose another folder with --out DIR.`,
      ),
    );
  });
});

describe('augment', () => {
  test('keeps ink between 0 and 1, and about as much of it', () => {
    const source = ink(tinyDataset(1), 0, 1).map((value) => (value > 100 / 255 ? value : 0));
    const before = source.reduce((sum, value) => sum + value, 0);
    const next = random(9);
    let total = 0;
    for (let i = 0; i < 100; i++) {
      const target = augment(source, next);
      expect(Math.min(...target)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...target)).toBeLessThanOrEqual(1);
      total += target.reduce((sum, value) => sum + value, 0);
    }
    expect(total / 100 / before).toBeGreaterThan(0.7);
    expect(total / 100 / before).toBeLessThan(1.6);
  });
});
