import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { decodeImage, preprocess } from '@ggem/embed';
import { finetune, sessionsOf } from '@ggem/train';
import * as runtime from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainedResult } from '../src/index.ts';
import { type SmallRun, smallRun } from './smallRun.ts';

let small: SmallRun;
beforeAll(async () => {
  small = await smallRun(12);
});
afterAll(() => small.remove());

const given =
  'finetune --model {}/vit.onnx --images {}/images --crop 1 --mean 0.5 --std 0.5 --threads 2 --draws 200 --cache {}/cache';
const task = `${given} --pooling mean,ggem --blocks 0,1 --seeds 1,2 --epochs 3 --batch 8 --rate 0.003 --parts 3`;
const resultOf = async (run: string): Promise<TrainedResult> =>
  JSON.parse(await readFile(small.at(`${run}/result.json`), 'utf8')) as TrainedResult;
const kept = async (): Promise<readonly string[]> => {
  const names = await readdir(small.at('cache/finetuned'));
  return names.filter((name) => name.endsWith('.json')).sort();
};

describe('ggem-lab finetune', () => {
  it('trains each pooling from each depth and seed, and writes the outcome of each image held out', async () => {
    const { code, err, out } = await small.run(`${task} --out {}/run --models`);
    expect(code, err).toBe(0);
    expect(err).toContain('training 8/8, 0 s left');
    const { groups, held, images, measures, baseline, settings } = await resultOf('run');
    expect([baseline, measures]).toEqual(['mean', ['accuracy', 'knn']]);
    expect(settings.training).toEqual({ epochs: 3, batch: 8, rate: 0.003 });
    expect(held).toHaveLength(12);
    expect(held.every((image) => images.parts[image] === 0)).toBe(true);
    expect(groups.map(({ name }) => name)).toEqual(['Head alone', '1 block']);
    for (const { rows } of groups) {
      expect(rows.map(({ name }) => name)).toEqual(['mean', 'GGeM, 3 groups']);
      for (const { name, runs, results } of rows) {
        expect(runs.map(({ seed }) => seed)).toEqual([1, 2]);
        for (const measure of measures) {
          const means = runs.map(({ each }) => each[measure]!.reduce<number>((a, b) => a + b!, 0) / 12);
          expect(results[measure]!.seeds).toEqual(means);
          expect(results[measure]!.against === undefined).toBe(name === 'mean');
          // By hand for two seeds: t = 12.706 with one degree of freedom, s / √2 = half the distance of both differences.
          if (name === 'mean') continue;
          const { difference, seeds } = results[measure]!.against!;
          const theirs = rows[0]!.results[measure]!.seeds;
          const reach = 12.7062 * Math.abs(means[0]! - theirs[0]! - (means[1]! - theirs[1]!)) * 0.5;
          expect(seeds!.low).toBeCloseTo(difference - reach, 4);
        }
        for (const { p } of runs) expect(p?.before).toEqual(name.startsWith('GGeM') ? [3, 3, 3] : undefined);
      }
    }
    expect(out).toMatch(
      /^1 block: .* is best by accuracy, \d+\.\d % over 2 seeds; .* over images, .* over seeds/m,
    );
    expect(await readdir(small.at('run/models'))).toContain('GGeM-3-groups-1-block-seed-2.onnx');
    const report = await readFile(small.at('run/report.html'), 'utf8');
    expect(report).toContain('<h2>Where p goes</h2>');
    expect(report.replaceAll('http://www.w3.org/', '')).not.toContain('http');
  });

  it('is what @ggem/train makes of the same images', async () => {
    const { held, images, groups } = await resultOf('run');
    const preprocessing = {
      resize: { to: 'shortest', side: 8, resample: 'bicubic' },
      crop: { height: 8, width: 8, rounding: 'even' },
      scale: 1 / 255,
      mean: [0.5, 0.5, 0.5],
      deviation: [0.5, 0.5, 0.5],
    } as const;
    const classes = [...new Set(images.labels)].sort();
    const part = (isHeld: boolean) => {
      const own = images.names.flatMap((_, i) => (held.includes(i) === isHeld ? [i] : []));
      const image = async (i: number): Promise<Float32Array> =>
        preprocess(await decodeImage(small.at(`images/${images.names[own[i]!]}`)), preprocessing).data;
      return { count: own.length, labels: own.map((i) => classes.indexOf(images.labels[i]!)), image };
    };
    const { after } = await finetune(await readFile(small.at('vit.onnx')), {
      pooling: groups[1]!.rows[1]!.spec,
      ...{ classes: 3, from: { blocks: 1 }, epochs: 3, batch: 8, rate: 0.003, seed: 2 },
      ...{ data: part(false), validation: part(true), session: sessionsOf(runtime) },
    });
    const right = after!.named.map((name, i) => Number(classes[name] === images.labels[held[i]!]));
    expect(groups[1]!.rows[1]!.runs[1]!.each.accuracy).toEqual(right);
  });

  it('goes on where it was: what is kept is not trained again, what is lost or damaged gives the same', async () => {
    const first = await resultOf('run');
    const names = await kept();
    expect(names).toHaveLength(8);
    await rm(small.at(`cache/finetuned/${names[3]}`));
    await writeFile(small.at(`cache/finetuned/${names[6]}`), '{"named":');
    const { err } = await small.run(`${task} --out {}/again --threads 1`);
    expect(err).not.toContain('training 0/8');
    expect(await resultOf('again')).toEqual(first);
  });

  it('stops at Ctrl-C in a training, and goes on within it to the same result', async () => {
    const one = task
      .replace('/cache', '/stopped')
      .replace('--blocks 0,1 --seeds 1,2', '--blocks 1 --seeds 2');
    const stopped = await small.run(`${one} --out {}/x`, ' 1 block, seed');
    expect(stopped.code).toBe(130);
    expect(stopped.err).toContain('Stopped. What is done is kept: the same command goes on from there.');
    const left = await readdir(small.at('stopped/finetuned'));
    expect(left.some((name) => name.endsWith('.state.safetensors'))).toBe(true);
    await small.run(`${one} --out {}/went-on`);
    const [went, whole] = [await resultOf('went-on'), await resultOf('run')];
    const runs = whole.groups[1]!.rows.map((row) => [row.runs[1]]);
    expect(went.groups[0]!.rows.map((row) => row.runs)).toEqual(runs);
    const after = await readdir(small.at('stopped/finetuned'));
    expect(after.filter((name) => !name.endsWith('.json'))).toEqual([]);
  });

  it('leaves a pooling out where its training diverges, names it, and goes on with the others', async () => {
    const wild = `${given} --pooling mean,max,gem --blocks 0,1 --seeds 1 --epochs 1 --batch 8 --parts 3 --pooling-rate 1e300`;
    const { code, err, out } = await small.run(`${wild} --out {}/wild`);
    expect(code, err).toBe(0);
    const { groups, leftOut } = await resultOf('wild');
    expect(leftOut).toEqual(['GeM, head alone', 'GeM, 1 block']);
    for (const { rows } of groups) expect(rows.map(({ name }) => name)).toEqual(['mean', 'max']);
    const sentence = `Left out, since training was not finite at this rate: ${leftOut!.join('; ')}.`;
    expect(out).toContain(`! ${sentence}`);
    expect(await readFile(small.at('wild/report.html'), 'utf8')).toContain(sentence);

    const alone = wild.replace('mean,max,gem', 'mean,gem').replace('0,1', '0');
    const left = await small.run(`${alone} --out {}/alone`);
    expect(left.code, left.err).toBe(0);
    expect(left.out).toContain('over one seed; no other was trained to the end.');
    expect(left.out).not.toContain('Typically');

    const refused = await small.run(`${alone} --baseline GeM --out {}/x`);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(
      'lab: the loss must be finite for GeM, which the others are compared with, but it is not at the default rate, head alone. Take a lower --rate, or another --baseline.',
    );
  });

  it('takes its options from a file, and the command line wins', async () => {
    const config = {
      ...{ model: small.at('vit.onnx'), images: small.at('images'), cache: small.at('cache'), crop: 1 },
      ...{ mean: 0.5, std: [0.5], draws: 200, pooling: ['mean', 'ggem'], blocks: '0,1' },
      ...{ seeds: [1, 2], epochs: 3, batch: 8, rate: 0.5, parts: 3, augment: false },
    };
    await writeFile(small.at('config.json'), JSON.stringify(config));
    const { code, err } = await small.run('finetune --config {}/config.json --rate 0.003 --out {}/by-file');
    expect(code, err).toBe(0);
    expect((await resultOf('by-file')).groups).toEqual((await resultOf('run')).groups);
  });

  it.each([
    ['--blocks 1,two', 'finetune: --blocks must be whole numbers with commas, or all, but "two" came.'],
    ['--seeds 1,1', 'finetune: --seeds must differ, but 1,1 came.'],
    ['--loss speed', 'finetune: --loss must be crossEntropy or normSoftmax, but "speed" came.'],
    ['--mixup 0.2', 'finetune: --mixup mixes images, so that --augment must come too.'],
    ['--blocks 3', 'within the 2 blocks that were found, but the last 3 blocks came.'],
    ['--config {}/lists.json', 'lists.json must hold one object of options, but [1] came.'],
    ['--config {}/wrong.json', 'wrong.json must hold options of this command, but "epoch" is none.'],
  ])('%s gets one sentence', async (more, sentence) => {
    await writeFile(small.at('lists.json'), '[1]');
    await writeFile(small.at('wrong.json'), '{"epoch": 3}');
    const { code, err } = await small.run(
      `${given} --pooling mean,max --seeds 1 --batch 8 ${more} --out {}/x`,
    );
    expect(code).toBe(1);
    expect(err).toContain(sentence);
  });
});
