import { spawn } from 'node:child_process';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../src/index.ts';
import { type SmallRun, smallRun } from './smallRun.ts';

let small: SmallRun;
beforeAll(async () => {
  small = await smallRun(12);
});
afterAll(() => small.remove());

const given =
  'compare --model {}/vit.onnx --images {}/images --crop 1 --mean 0.5 --std 0.5 --threads 2 --draws 200';
const poolings = '--poolings mean,max,gem --p 3 --negatives shift';
const resultOf = async (run: string): Promise<Result> =>
  JSON.parse(await readFile(small.at(`${run}/result.json`), 'utf8')) as Result;
const shards = async (cache: string): Promise<readonly string[]> => {
  const names = await readdir(small.at(cache), { recursive: true });
  return names.filter((name) => name.endsWith('.safetensors'));
};

describe('ggem-lab compare', () => {
  it('answers in one command, and says what it found', async () => {
    const { code, out, err } = await small.run(`${given} ${poolings} --cache {}/cache --out {}/run`);
    expect(code, err).toBe(0);
    expect(err).toMatch(/^vit: tokens tokens, 5 × 12; prefix 1 \(the learned token .*\); patches 2 × 2$/m);
    expect(err).toContain('heads: 3; pools now: token 0');
    expect(err).toContain(
      'preprocessing (the options): shortest side to 8 (bicubic), the middle 8 × 8, values / 255, minus mean 0.5, over deviation 0.5',
    );
    expect(err).toContain('0 images there, 36 to compute');
    expect(out).toMatch(/^For vit and these 36 images of 3 classes, .* is best by mAP@R: \d+\.\d %/m);
    expect(out).toContain('! 36 images are few.');
  });

  it('writes the outcome of each image, and the means are of them', async () => {
    const { images, rows, measures, versions } = await resultOf('run');
    expect(images.names).toHaveLength(36);
    expect(rows.map(({ name }) => name)).toEqual(['mean', 'max', 'GeM 3 shift']);
    for (const { results } of rows) {
      for (const measure of measures) {
        const { each, mean } = results[measure]!;
        expect(each).toHaveLength(36);
        expect(each.reduce<number>((sum, value) => sum + value!, 0) / 36).toBeCloseTo(mean, 12);
      }
    }
    expect(versions['onnxruntime-node']).toMatch(/^\d+\.\d+/);
  });

  it('takes tokens from the cache, to the same bytes', async () => {
    const { err } = await small.run(`${given} ${poolings} --cache {}/cache --out {}/again`);
    expect(err).toContain('36 images there, 0 to compute');
    const [first, second] = await Promise.all(
      ['run', 'again'].map((run) => readFile(small.at(`${run}/result.json`), 'utf8')),
    );
    expect(second).toBe(first);
  });

  it('gives the same numbers on one thread and another cache', async () => {
    await small.run(`${given} ${poolings} --cache {}/single --out {}/single-run --threads 1`);
    expect(await resultOf('single-run')).toEqual(await resultOf('run'));
  });

  it('computes damaged shards anew', async () => {
    const [shard] = await shards('cache');
    await truncate(small.at(`cache/${shard}`), 100);
    const { code, err } = await small.run(`${given} ${poolings} --cache {}/cache --out {}/mended`);
    expect(code).toBe(0);
    expect(err).toContain('1 damaged shards of the cache were thrown away and are computed anew.');
    expect(await resultOf('mended')).toEqual(await resultOf('run'));
  });

  it('goes on after Ctrl-C', async () => {
    const stopped = await small.run(
      `${given} ${poolings} --cache {}/stopped --out {}/x --threads 1`,
      'tokens 16/',
    );
    expect(stopped.code).toBe(130);
    expect(stopped.err).toContain('Stopped. What is done is kept: the same command goes on from there.');
    const { err } = await small.run(`${given} ${poolings} --cache {}/stopped --out {}/went-on`);
    expect(err).toContain('16 images there, 20 to compute');
    expect(await resultOf('went-on')).toEqual(await resultOf('run'));
  });

  it('loses a shard for each thread at most where it is killed', async () => {
    const bin = fileURLToPath(new URL('../dist/cli/bin.js', import.meta.url));
    const args = `${given} ${poolings} --cache {}/killed --out {}/killed-run --threads 1`;
    const child = spawn(process.execPath, [bin, ...args.replaceAll('{}', small.at('.')).split(' ')]);
    await new Promise((resolve) => {
      child.on('exit', resolve);
      child.stderr.on('data', (text: Buffer) => {
        if (text.includes('tokens 16/')) child.kill('SIGKILL');
      });
    });
    expect(child.signalCode).toBe('SIGKILL');
    const { err } = await small.run(args);
    const [, kept] = /(\d+) images there/.exec(err)!;
    expect(Number(kept)).toBeGreaterThanOrEqual(16);
    expect((await resultOf('killed-run')).rows).toEqual((await resultOf('run')).rows);
  });

  it('notices a changed file and leaves broken ones out', async () => {
    const lying = small.at('images/lying/0.png');
    const bytes = await readFile(lying);
    await writeFile(small.at('images/lying/1.png'), bytes);
    await writeFile(small.at('images/squares/bad.jpg'), 'no image');
    const { code, out, err } = await small.run(`${given} ${poolings} --cache {}/cache --out {}/changed`);
    expect(code).toBe(0);
    expect(err).toContain('1 image is broken and left out, 36 are measured:\n  squares/bad.jpg: ');
    expect(out).toContain('! 1 image is there twice, byte for byte');
    const { images } = await resultOf('changed');
    expect(images.hashes[0]).toBe(images.hashes[1]);
    expect(images.parts[0]).toBe(images.parts[1]);
    expect(images.broken.map(({ name }) => name)).toEqual(['squares/bad.jpg']);
  });
});

describe('a fault gets one sentence:', () => {
  it.each([
    ['compare --images {}/images', 'compare: --model is missing, an .onnx file.'],
    ['compare --model {}/vit.onnx', 'compare: --images is missing'],
    [`${given} --negativ abs`, 'compare: option --negativ is unknown. Did you mean "--negatives"?'],
    [
      given.replace('{}/images', '{}/nowhere'),
      'nowhere must be readable, but there is none. Check the path.',
    ],
    [
      given.replace('{}/images', '{}/images/lying'),
      'images lie side by side. Sort them into folders, or give a CSV',
    ],
    [given.replace('{}/vit.onnx', '{}/images/lying/0.png'), 'model'],
    [
      'compare --model {}/vit.onnx --images {}/images',
      'lab: preprocessing must be known, but there is no preprocessor_config.json',
    ],
    ['compare --model {}/vit.onnx --images {}/images --mean 0.5', '--crop and --std are missing'],
    [`${given} --baseline gem`, '--baseline must be one of the poolings that are compared'],
    [`${given} --tokens nothing`, 'tokens of '],
    [`${given} --by speed`, 'compare: --by must be of mapAtR'],
    [
      `${given} --size 16`,
      'lab: the model takes images of 8 × 8, but preprocessing (the options) gives 16 × 16.',
    ],
    [`${given} --prefix 5`, 'the prefix must leave tokens of 5'],
    ['compere', 'ggem-lab: "compere" is no command'],
  ])('%s', async (args, sentence) => {
    const { code, err } = await small.run(`${args}${args.includes('--images') ? ' --cache {}/cache' : ''}`);
    expect(code).toBe(1);
    expect(err).toContain(sentence);
    expect(err.trim().split('\n').length).toBeLessThanOrEqual(5);
  });
});
