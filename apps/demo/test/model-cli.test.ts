import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeTinyMnist } from './modelTinyMnist.ts';

const APP = fileURLToPath(new URL('..', import.meta.url));
let folder: string;
let data: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ggem-cli-'));
  data = join(folder, 'mnist');
  writeTinyMnist(data, 140, 30);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** Runs a program of the training folder; `watch` sees all output so far whenever more comes. */
function run(
  program: string,
  args: string[],
  watch?: (out: string, child: ChildProcess) => void,
): Promise<Outcome> {
  const { INIT_CWD: _, ...env } = process.env;
  const child = spawn(process.execPath, ['--import', 'tsx', `train/${program}.ts`, ...args], {
    cwd: APP,
    env,
  });
  let [out, error] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
    watch?.(out, child);
  });
  child.stderr.on('data', (chunk) => {
    error += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, out, error }));
  });
}

// Each test starts Node anew, which takes seconds on a busy machine.
describe('train', () => {
  test('stops on Ctrl-C, says how to go on, goes on, and writes a report and weights that accuracy reads', async () => {
    const out = join(folder, 'out');
    const args = ['--data', data, '--out', out, '--epochs', '2', '--tune-epochs', '1', '--limit', '64'];

    let interrupted = false;
    const stopped = await run('train', args, (text, child) => {
      if (interrupted || !text.includes('pretrain  starts')) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    expect(stopped.error).toBe('');
    expect(stopped.out).toContain(
      `Stopped, and saved. To go on: npx pnpm@12 train ${args.join(' ')} --resume`,
    );
    expect(stopped.code).toBe(130);
    expect(existsSync(join(out, 'pretrain.state.safetensors'))).toBe(true);

    const unasked = await run('train', args);
    expect(unasked.error.trim()).toBe(
      `train: ${out} must hold no training yet, but holds train.json. Add --resume to go on with it, ` +
        'or choose another folder with --out DIR.',
    );
    expect(unasked.code).toBe(1);

    const resumed = await run('train', [...args, '--resume']);
    expect(resumed.error).toBe('');
    expect(resumed.out).toMatch(/pretrain {2}resumes after step 1, 2 steps in all/);
    expect(resumed.out).toMatch(
      /ggem {6}step 1\/1 {2}loss \d+\.\d{4} {2}accuracy +\d+\.\d % {2}p \d\.\d\d( \d\.\d\d){3} {2}left 0 s/,
    );
    expect(resumed.code).toBe(0);

    const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
    expect(report.heads.map((head: { name: string }) => head.name)).toEqual([
      'token',
      'mean',
      'max',
      'gem',
      'ggem',
    ]);
    expect(report.heads[4].p).toHaveLength(4);
    expect(readFileSync(join(out, 'report.md'), 'utf8')).toMatch(/\| GGeM \| \d+\.\d\d % \|/);

    const json = join(folder, 'accuracy.json');
    const measured = await run('accuracy', [
      '--data',
      data,
      '--weights',
      join(out, 'weights'),
      '--json',
      json,
    ]);
    expect(measured.error).toBe('');
    expect(measured.out).toMatch(/^30 test images/);
    const { heads } = JSON.parse(readFileSync(json, 'utf8'));
    heads.forEach((head: { accuracy: number }, i: number) => {
      expect(head.accuracy).toBe(report.heads[i].testAccuracy);
    });
  });

  test.each([
    [['--epochs', 'many'], '--epochs must be a whole number of at least 1, but "many" came.'],
    [['--head', 'softmax'], '--head must be one of token, mean, max, gem, ggem, but "softmax" came.'],
    [['--limit', '10'], 'train: there must be at least 64 training images, but 10 are used. Raise --limit.'],
    [
      ['--head', 'gem'],
      'train: fine-tuning needs a finished pre-training, but OUT/pretrain.onnx is missing. Run train without --head first.',
    ],
  ])('refuses %j', async (extra, message) => {
    const out = join(folder, 'refused');
    const { code, error } = await run('train', ['--data', data, '--out', out, ...extra]);
    expect(error.trim()).toBe(message.replace('OUT', out));
    expect(code).toBe(1);
  });

  test('names a data file that is missing', async () => {
    const { error } = await run('train', ['--data', folder, '--out', join(folder, 'none')]);
    expect(error.trim()).toBe(
      `mnist: ${folder}/train-images-idx3-ubyte.gz must be there (or the same without .gz), but it is missing. ` +
        'Give the folder of the four MNIST files with --data DIR.',
    );
  });

  test('explains itself', async () => {
    const { code, out } = await run('train', ['--help']);
    expect(out).toMatch(/--tune-epochs N/);
    expect(code).toBe(0);
  });
});

describe('accuracy', () => {
  test('names a weights file that is missing', async () => {
    const { code, error } = await run('accuracy', ['--data', data, '--weights', folder]);
    expect(error).toContain(`weights: ${folder}/manifest.json must be readable, but is not (ENOENT`);
    expect(code).toBe(1);
  });

  test('refuses an option that it does not know', async () => {
    const { error } = await run('accuracy', ['--fast']);
    expect(error).toMatch(/Unknown option '--fast'.* See --help\./);
  });
});
