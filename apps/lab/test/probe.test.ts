import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../src/index.ts';
import { type SmallRun, smallRun } from './smallRun.ts';

let small: SmallRun;
beforeAll(async () => {
  small = await smallRun(12);
});
afterAll(() => small.remove());

const given =
  'probe --model {}/vit.onnx --images {}/images --crop 1 --mean 0.5 --std 0.5 --threads 2 --draws 200 --cache {}/cache --parts 3 --epochs 4 --rates 0.003,0.01 --batch 8';
const resultOf = async (run: string): Promise<Result> =>
  JSON.parse(await readFile(small.at(`${run}/result.json`), 'utf8')) as Result;

describe('ggem-lab probe --pooling', () => {
  const learned = `${given} --pooling token,mean,ggem,ep,abmil,simpool,attentive-ggem`;

  it('trains each pooling with a head, and writes the outcome of each image', async () => {
    const { code, err, out } = await small.run(`${learned} --out {}/run`);
    expect(code, err).toBe(0);
    expect(err).toContain('training 35/35');
    const { rows, measures, baseline, images } = await resultOf('run');
    expect([measures, baseline]).toEqual([['attentive'], 'mean']);
    expect(rows.map(({ name }) => name)).toEqual([
      'class token',
      'mean',
      'GGeM, 3 groups',
      'EP, 12 queries',
      'ABMIL, gated',
      'SimPool',
      'attentive GGeM, 3 groups, 12 queries',
    ]);
    for (const { name, results, training } of rows) {
      const { each, seeds, against } = results.attentive!;
      expect(each).toHaveLength(36);
      // Each part has twelve images, and a training with a seed of its own.
      const right = [0, 1, 2].map((part) => each.filter((one, i) => images.parts[i] === part && one === 1));
      expect(seeds).toEqual(right.map(({ length }) => length / 12));
      expect(against?.seeds === undefined, name).toBe(name === 'mean');
      // Three patterns that differ in every patch: far more than one in three.
      expect(results.attentive!.mean, name).toBeGreaterThan(0.6);
      expect(training!.losses).toHaveLength(2);
      const losses = training!.losses as readonly number[];
      expect(training!.rate).toBe(training!.rates[losses.indexOf(Math.min(...losses))]);
    }
    expect(rows[2]!.training!.p).toHaveLength(3);
    expect(out).not.toContain('GGeM with one fixed p');
    const report = await readFile(small.at('run/report.html'), 'utf8');
    expect(report).toContain('<h2>How they were trained</h2>');
    expect(report).not.toContain('pooling.json');
  });

  it('goes on where it was: trainings that are kept are not run again, a lost one gives the same', async () => {
    const first = await resultOf('run');
    const kept = (await readdir(small.at('cache/probes'))).sort();
    expect(kept).toHaveLength(35);
    await rm(small.at(`cache/probes/${kept[3]}`));
    await writeFile(small.at(`cache/probes/${kept[9]}`), '{"named":');
    expect((await small.run(`${learned} --out {}/again`)).code).toBe(0);
    expect(await resultOf('again')).toEqual(first);
  });

  it('leaves a rate out at which the loss is not finite, and says so where none is left', async () => {
    const few = `${given} --pooling mean,ggem --out {}/diverged`;
    // Weights of float32 end at 3.4e38.
    const { code, err } = await small.run(few.replace('0.003,0.01', '1e39,0.003'));
    expect(code, err).toBe(0);
    for (const { training } of (await resultOf('diverged')).rows) {
      expect([training!.losses[0], training!.rate]).toEqual([null, 0.003]);
      expect(training!.losses[1]).toBeGreaterThan(0);
    }
    expect(await readFile(small.at('diverged/report.html'), 'utf8')).toContain('>not finite</td>');
    const none = await small.run(few.replace('0.003,0.01', '1e39'));
    expect(none.code).toBe(1);
    expect(none.err).toContain(
      'probe: the loss must be finite, but it is not at rate 1e+39. Take a lower rate.',
    );
  });

  it.each([
    [
      '--pooling mean,median',
      'lab: --pooling must be of token, mean, max, gem, ggem, ep, abmil, simpool, attentive-ggem, but "median" came.',
    ],
    [
      '--pooling mean',
      'lab: a comparison takes two poolings or more, but there is 1. Name more: --pooling mean,ggem,ep.',
    ],
    [
      '--pooling mean,gem --p 4',
      'probe: --p is for poolings that stay as they are; --pooling has those that learn.',
    ],
    ['--pooling mean,gem --rates 0', 'probe: --rates must be above 0.'],
  ])('%s gets one sentence', async (more, sentence) => {
    const { code, err } = await small.run(`${given.replace(' --rates 0.003,0.01', '')} ${more} --out {}/x`);
    expect(code).toBe(1);
    expect(err).toContain(sentence);
  });
});
