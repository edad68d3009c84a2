import { readFile } from 'node:fs/promises';
import { GgemError } from '@ggem/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainedResult } from '../src/index.ts';
import { finiteRows } from '../src/trained/finiteRows.ts';
import { trainedWarnings } from '../src/trained/trainedWarnings.ts';
import { type SmallRun, smallRun } from './smallRun.ts';

let small: SmallRun;
beforeAll(async () => {
  small = await smallRun(12);
});
afterAll(() => small.remove());

const given =
  'train-p --model {}/vit.onnx --images {}/images --crop 1 --mean 0.5 --std 0.5 --threads 2 --draws 200 --cache {}/cache';
const task = `${given} --p 1,4 --groups 1,3 --seeds 1,2 --parts 3 --epochs 4 --batch 8 --rate 0.01 --fixed`;
const resultOf = async (run: string): Promise<TrainedResult> =>
  JSON.parse(await readFile(small.at(`${run}/result.json`), 'utf8')) as TrainedResult;

describe('warnings of trained exponents', () => {
  const warningsOf = (pairs: readonly (readonly [number, number])[]): string => {
    const row = (before: number, after: number, i: number) => ({
      ...{ name: `GeM ${i}`, spec: { type: 'gem' as const }, results: {} },
      runs: [{ seed: 1, p: { before: [3, before], after: [3, after] }, each: {} }],
    });
    const groups = [{ name: 'Head and p', rows: pairs.map(([before, after], i) => row(before, after, i)) }];
    const images = { from: '', names: [], hashes: [], labels: [], parts: [], broken: [] };
    const settings = { seeds: [1, 2, 3], training: {} };
    return trainedWarnings({ held: [], images, settings, groups, measures: [] } as never).join(' ');
  };

  it('name what was driven far, the farthest number of each', () => {
    expect(
      warningsOf([
        [3, 8.9],
        [-3, -1.1],
        [1, 2],
        [0, -0.9],
      ]),
    ).not.toContain('driven far');
    expect(
      warningsOf([
        [3, 9.1],
        [3, 4],
      ]),
    ).toContain('p was driven far: GeM 0 from 3 to 9.1. Try a smaller rate');
    expect(
      warningsOf([
        [-3, -0.9],
        [2, -0.1],
        [6, 1.5],
        [1, 20],
      ]),
    ).toContain(
      'p was driven far: GeM 0 from -3 to -0.9; GeM 1 from 2 to -0.1; GeM 2 from 6 to 1.5 and 1 more. Try',
    );
  });
});

describe('ggem-lab train-p', () => {
  it('trains head and p from each start, number of groups and seed, and shows where p goes', async () => {
    const { code, err, out } = await small.run(`${task} --out {}/run`);
    expect(code, err).toBe(0);
    expect(err).toContain('training 18/18');
    const { groups, held } = await resultOf('run');
    const [{ rows }] = groups as readonly [TrainedResult['groups'][0]];
    expect(rows.map(({ name }) => name)).toEqual([
      ...['mean', 'GeM, from 1', 'GeM, from 1, fixed', 'GeM, from 4', 'GeM, from 4, fixed'],
      ...[
        'GGeM, 1 group, from 1',
        'GGeM, 1 group, from 4',
        'GGeM, 3 groups, from 1',
        'GGeM, 3 groups, from 4',
      ],
    ]);
    for (const { name, runs } of rows) {
      for (const { p, each } of runs) {
        expect(each.accuracy).toHaveLength(held.length);
        if (name === 'mean' || name.endsWith('fixed')) {
          expect(p).toBeUndefined();
          continue;
        }
        const start = name.includes('from 1') ? 1 : 4;
        expect(p!.before).toEqual(Array.from({ length: name.includes('3 groups') ? 3 : 1 }, () => start));
        for (const one of p!.after) expect(Math.abs(one - start)).toBeGreaterThan(1e-3);
      }
    }
    // GGeM with one group is GeM: the same start, the same training.
    expect(rows[5]!.runs).toEqual(rows[1]!.runs);
    expect(out).toMatch(/^Head and p: .* is best by accuracy/m);
    const report = await readFile(small.at('run/report.html'), 'utf8');
    expect(report).toContain('<h2>Where p goes</h2>');
    expect(report).toContain('one for each group of channels and each seed');
    const said = await small.run('report --run {}/run --out {}/once-more.html');
    expect(said.code, said.err).toBe(0);
    expect(await readFile(small.at('once-more.html'), 'utf8')).toBe(report);
    const other = await small.run('report --run {}/run --baseline GeM --out {}/other.html');
    expect(other.err).toContain(
      'lab: --baseline must be one of the poolings that were compared, but "GeM" is not.',
    );
  });

  it('takes what is kept, to the same result', async () => {
    const { err } = await small.run(`${task} --out {}/again`);
    expect(err).toContain('0 to compute');
    expect(await resultOf('again')).toEqual(await resultOf('run'));
  });

  it('leaves a pooling out whose training was not finite, and says so', () => {
    const row = { name: 'mean', spec: { type: 'mean' }, runs: [], results: {} } as const;
    const failed = new GgemError('value', 'the loss must be finite');
    const names = [{ name: 'mean' }, { name: 'GeM, from 9' }];
    const { rows, leftOut } = finiteRows(names, [row, failed], { baseline: 'mean', at: 'at rate 1' });
    expect([rows, leftOut]).toEqual([[row], ['GeM, from 9']]);
    const settings = { seeds: [1, 2, 3], training: {} } as unknown as TrainedResult['settings'];
    const plain = { held: [], settings, groups: [], measures: [], leftOut };
    expect(trainedWarnings(plain as unknown as TrainedResult)[0]).toBe(
      'Left out, since training was not finite at this rate: GeM, from 9. A smaller one may do.',
    );
  });

  it('refuses a rate at which the baseline is not finite', async () => {
    const { code, err } = await small.run(
      `${given} --rate 1e39 --seeds 1 --epochs 1 --pooling mean,gem --p 1`,
    );
    expect(code).toBe(1);
    expect(err).toContain(
      'lab: the loss must be finite for mean, which the others are compared with, but it is not at rate 1e+39. Take a lower --rate, or another --baseline.',
    );
  });

  it('refuses a rate of 0 in one sentence', async () => {
    const { err } = await small.run(`${given} --rate 0`);
    expect(err).toContain('train-p: --rate must be above 0.');
  });
});
