import { readFile, writeFile } from 'node:fs/promises';
import { decodeImage, preprocess } from '@ggem/embed';
import { finetune, sessionsOf } from '@ggem/train';
import * as runtime from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TrainedResult } from '../src/index.ts';
import type { ImageEntry } from '../src/read/imageList.ts';
import { heldClasses } from '../src/trained/heldClasses.ts';
import { type SmallRun, smallRun } from './smallRun.ts';

let small: SmallRun;
beforeAll(async () => {
  small = await smallRun(12);
  // Squares become two classes that no training sees, and a third of one image; a third of them is a further set.
  const squares = (i: number): string => (i === 11 ? 'lonely' : i % 3 === 0 ? 'even' : 'odd');
  const rows = Array.from({ length: 12 }, (_, i) => [
    `images/lying/${i}.png,lying,train`,
    `images/standing/${i}.png,standing,train`,
    `images/squares/${i}.png,${squares(i)},${i < 5 ? 'test' : 'more'}`,
  ]);
  await writeFile(small.at('split.csv'), ['path,label,split', ...rows.flat()].join('\n'));
  const plain = rows.flat().map((row) => row.replace(/,\w+$/, ''));
  await writeFile(small.at('plain.csv'), ['path,label', ...plain].join('\n'));
});
afterAll(() => small.remove());

const given =
  'finetune --model {}/vit.onnx --crop 1 --mean 0.5 --std 0.5 --threads 2 --draws 200 --cache {}/cache --hold classes';
const task = `${given} --pooling mean,ggem --blocks 1 --seeds 1,2 --epochs 3 --batch 8 --rate 0.003 --loss normSoftmax`;
const resultOf = async (run: string): Promise<TrainedResult> =>
  JSON.parse(await readFile(small.at(`${run}/result.json`), 'utf8')) as TrainedResult;

/** R@1, R-Precision and mAP@R of each row among the others, by their definitions; `null` where no other has its class. */
function searched(rows: readonly (readonly number[])[], labels: readonly string[]) {
  const cosine = (a: readonly number[], b: readonly number[]): number => {
    const dot = (x: readonly number[], y: readonly number[]) =>
      x.reduce((sum, value, i) => sum + value * y[i]!, 0);
    return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
  };
  const each = rows.map((query, own) => {
    const others = rows.flatMap((row, i) => (i === own ? [] : [{ i, near: cosine(query, row) }]));
    const hits = others.sort((a, b) => b.near - a.near).map(({ i }) => Number(labels[i] === labels[own]));
    const R = hits.reduce((a, b) => a + b, 0);
    if (R === 0) return [null, null, null];
    const first = hits.slice(0, R);
    const precision = (i: number): number => first.slice(0, i + 1).reduce((a, b) => a + b, 0) / (i + 1);
    const sum = first.reduce((all, hit, i) => all + hit * precision(i), 0);
    return [sum / R, first.reduce((a, b) => a + b, 0) / R, hits[0]!];
  });
  return {
    mapAtR: each.map(([a]) => a),
    rPrecision: each.map(([, b]) => b),
    recallAt1: each.map(([, , c]) => c),
  };
}

describe('ggem-lab finetune --hold classes', () => {
  it('searches classes that no training saw, on what the head reads', async () => {
    const { code, err, out } = await small.run(`${task} --csv {}/split.csv --out {}/run`);
    expect(code, err).toBe(0);
    const { held, sets, images, groups, measures, settings } = await resultOf('run');
    expect(measures).toEqual(['mapAtR', 'rPrecision', 'recallAt1']);
    expect(settings.hold).toBe('classes');
    const asked = [...held, ...sets![0]!.images];
    const labels = asked.map((image) => images.labels[image]!);
    expect(labels.slice(5).sort()).toEqual(['even', 'even', 'lonely', 'odd', 'odd', 'odd', 'odd']);

    const preprocessing = {
      resize: { to: 'shortest', side: 8, resample: 'bicubic' },
      crop: { height: 8, width: 8, rounding: 'even' },
      scale: 1 / 255,
      mean: [0.5, 0.5, 0.5],
      deviation: [0.5, 0.5, 0.5],
    } as const;
    const part = (isHeld: boolean) => {
      const own = isHeld ? asked : images.names.flatMap((_, i) => (asked.includes(i) ? [] : [i]));
      const image = async (i: number): Promise<Float32Array> =>
        preprocess(await decodeImage(small.at(images.names[own[i]!]!)), preprocessing).data;
      const numbers = own.map((i) => ['lying', 'standing'].indexOf(images.labels[i]!));
      return { count: own.length, ...(!isHeld && { labels: numbers }), image };
    };
    const { rows } = groups[0]!;
    const { features } = await finetune(await readFile(small.at('vit.onnx')), {
      pooling: rows[1]!.spec,
      ...{ classes: 2, from: { blocks: 1 }, epochs: 3, batch: 8, rate: 0.003, seed: 2, loss: 'normSoftmax' },
      ...{ data: part(false), validation: part(true), session: sessionsOf(runtime), features: true },
    });
    const { width, data } = features!.validation!;
    const vectors = asked.map((_, i) => [...data.subarray(i * width, (i + 1) * width)]);
    const run = rows[1]!.runs[1]!;
    for (const [from, count, each] of [[0, 5, run.each] as const, [5, 7, run.sets!.more!] as const]) {
      const expected = searched(vectors.slice(from, from + count), labels.slice(from, from + count));
      for (const measure of ['mapAtR', 'rPrecision', 'recallAt1'] as const) {
        expect(each[measure], measure).toHaveLength(count);
        for (const [i, value] of each[measure]!.entries()) {
          const wanted = expected[measure][i]!;
          if (wanted === null) expect(value).toBeNull();
          else expect(value).toBeCloseTo(wanted, 6);
        }
      }
    }
    expect(run.sets!.more!.recallAt1!.filter((one) => one === null)).toHaveLength(1);
    expect(rows[1]!.sets!.more!.mapAtR!.mean).toBeGreaterThanOrEqual(0);
    const { mean, against } = rows[1]!.results.mapAtR!;
    expect(against!.difference).toBeCloseTo(mean - rows[0]!.results.mapAtR!.mean, 10);

    expect(out).toMatch(/^1 block: .* is best by mAP@R, .* over images, .* over classes, .* over seeds/m);
    expect(out).not.toContain('cross-entropy');
    const report = await readFile(small.at('run/report.html'), 'utf8');
    expect(report).toContain(
      '24 images of 2 classes to train on, 5 of 2 other classes held out; 7 of more, ',
    );
    expect(report).toContain(' classes</small>');
  });

  it('holds a share of the classes out where no column says which', async () => {
    const { code, err, out } = await small.run(
      `${task.replace(' --loss normSoftmax', '').replace('1,2', '1')} --csv {}/plain.csv --parts 2 --seed 2 --out {}/parts`,
    );
    expect(code, err).toBe(0);
    const { held, images } = await resultOf('parts');
    const classesOf = (isHeld: boolean): readonly string[] =>
      images.labels.filter((_, i) => held.includes(i) === isHeld);
    const [own, others] = [new Set(classesOf(true)), new Set(classesOf(false))];
    expect([own.size, others.size]).toEqual([3, 2]);
    expect([...own].filter((label) => others.has(label))).toEqual([]);
    expect(out).toContain('! The loss was cross-entropy; normSoftmax is usual');
  });

  it.each([
    [
      '--csv {}/plain.csv --parts 2 --hold half',
      'finetune: --hold must be images or classes, but "half" came.',
    ],
    [
      '--csv {}/split.csv --hold images',
      'classes of test must be among those of train, but even, the class of',
    ],
    ['--images {}/images --parts 2', 'there must be two classes to train on, but there is'],
  ])('%s gets one sentence', async (more, sentence) => {
    const { code, err } = await small.run(`${task} ${more} --out {}/x`);
    expect(code).toBe(1);
    expect(err).toContain(sentence);
  });
});

describe('classes held out', () => {
  const images = (text: string): readonly ImageEntry[] =>
    text.split(' ').map((word, i) => {
      const [label = '', split] = word.split('/');
      return { path: `${i}`, name: `${i}`, label, ...(split !== undefined && { split }) };
    });
  const labels = Array.from({ length: 17 }, (_, i) => `${i} ${i}`).join(' ');

  it('are whole, of one share, and others for another seed', () => {
    const { train, test, folds, sets } = heldClasses(
      { from: 'x', images: images(labels) },
      { parts: 2, seed: 1 },
    );
    expect([train.length, test.length, sets]).toEqual([16, 18, undefined]);
    for (let i = 0; i < 34; i += 2) expect(folds[i]).toBe(folds[i + 1]);
    const other = heldClasses({ from: 'x', images: images(labels) }, { parts: 2, seed: 2 });
    expect(other.test).not.toEqual(test);
  });

  it.each([
    ['a/train b/train c/test c/test a/test', 'no class of test may be one of train, but a is in both.'],
    ['a/train a/train c/test c/test d/test', 'there must be two classes to train on, but there is a.'],
    [
      'a/train b/train c/test c/test',
      'two classes of two images or more, but test has 2 images, and 1 such classes. Name more images test.',
    ],
    [
      'a/train b/train c/test d/test',
      'two classes of two images or more, but test has 2 images, and 0 such classes.',
    ],
    [
      'a/train b/train c/test c/test d/test d/test b/far',
      'no class of far may be one of train, but b is in both.',
    ],
    ['a b c', 'there must be two classes to train on, but there is'],
    [
      'a b c d e',
      'two classes of two images or more, but held out has 3 images, and 0 such classes. Give more images',
    ],
  ])('%s are refused', (text, sentence) => {
    expect(() => heldClasses({ from: 'x', images: images(text) }, { parts: 2, seed: 1 })).toThrow(sentence);
  });
});
