import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { decodeImage, preprocess } from '@ggem/embed';
import { finetune, sessionsOf, textEncoder } from '@ggem/train';
import * as runtime from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wordIds } from '../src/contrast/wordIds.ts';
import type { TrainedResult } from '../src/index.ts';
import { type SmallRun, smallRun } from './smallRun.ts';

// The same words in another order.
const captions = {
  lying: 'Bars lie, not stand.',
  standing: 'Bars stand, not lie.',
  squares: 'Not bars: stand, lie.',
};

let small: SmallRun;
beforeAll(async () => {
  small = await smallRun(12);
  const lines = Object.entries(captions).flatMap(([name, caption]) =>
    Array.from({ length: 12 }, (_, i) => [
      `${name}/${i}.png,${name},"${caption}"`,
      `${name}/${i}.png,${name},"Here: ${caption}"`,
    ]).flat(),
  );
  await writeFile(small.at('captions.csv'), `image,label,caption\n${lines.join('\n')}\n`);
  // Without classes; both captions of an image have a word of their own.
  const plain = lines.map((line) => line.replace(/(\w+)\/(\d+)(.*?),\w+,"/, '$1/$2$3,"$1$2 '));
  await writeFile(small.at('plain.csv'), `image,caption\n${plain.join('\n')}\n`);
  const prompts = Object.entries(captions).map(([name, caption]) => `${name},"${caption.toLowerCase()}"`);
  await writeFile(small.at('prompts.csv'), `label,prompt\n${prompts.join('\n')}\n`);
});
afterAll(() => small.remove());

const given =
  'contrast --model {}/vit.onnx --images {}/images --crop 1 --mean 0.5 --std 0.5 --threads 2 --draws 200 --cache {}/cache';
const rest = '--blocks all --epochs 12 --batch 12 --rate 0.01 --parts 3 --width 12 --text-blocks 1';
const task = `${given} --csv {}/captions.csv --prompts {}/prompts.csv --pooling mean,ggem --seeds 1,2 ${rest}`;
const resultOf = async (run: string): Promise<TrainedResult> =>
  JSON.parse(await readFile(small.at(`${run}/result.json`), 'utf8')) as TrainedResult;

describe('words of captions', () => {
  it('become ids, the frequent ones first, with one id for all rare and unknown ones', () => {
    const { count, tokens, words, of } = wordIds(['A red dog!', 'a dog; a cat', 'Dog…']);
    // In two texts or more: `a` and `dog`, the latter in three.
    expect(words).toEqual(['dog', 'a']);
    expect([count, tokens]).toEqual([4, 5]);
    expect(of('A red dog!')).toEqual([3, 1, 2, 1, 0]);
    expect(of('')).toEqual([0, 0, 0, 0, 0]);
    expect(of('a dog a dog a dog')).toEqual([3, 2, 3, 2, 3]);
    expect(of('Élan 3d')).toEqual([1, 1, 0, 0, 0]);
  });
  it('are 32 at most', () => {
    const { tokens, of } = wordIds(['so '.repeat(40), 'so']);
    expect([tokens, of('so '.repeat(40))]).toEqual([32, new Array(32).fill(2)]);
  });
});

describe('ggem-lab contrast', () => {
  it('trains images and texts together, and writes the outcome of each image held out', async () => {
    const { code, err, out } = await small.run(`${task} --out {}/run --models`);
    expect(code, err).toBe(0);
    expect(err).toContain('training 4/4, 0 s left');
    const { command, groups, held, images, measures, settings, texts } = await resultOf('run');
    expect([command, groups.map(({ name }) => name)]).toEqual(['contrast', ['All blocks']]);
    expect(measures).toHaveLength(7);
    expect(settings.training).toEqual({ epochs: 12, batch: 12, rate: 0.01, width: 12, textBlocks: 1 });
    expect(held.every((image) => images.parts[image] === 0)).toBe(true);
    expect([held.length, texts!.captions]).toEqual([12, { trained: 48, held: 24 }]);
    expect(texts!.words).toEqual([',', '.', 'bars', 'lie', 'not', 'stand', ':', 'here']);
    // Six texts in all, and each is there for four images.
    expect(texts!.copies).toBe(18);
    expect(out).toContain(
      '! 18 of 24 captions held out are like another one: no ranking finds all of them first.',
    );
    for (const { name, runs, results } of groups[0]!.rows) {
      expect(runs.map(({ seed }) => seed)).toEqual([1, 2]);
      // Told from the order of words alone.
      expect(results.zeroShot!.mean).toBeGreaterThan(0.8);
      expect(results.imageToText10!.mean).toBeGreaterThan(0.9);
      expect(results.zeroShot!.against === undefined).toBe(name === 'mean');
      for (const { p, temperature } of runs) {
        expect(p?.before).toEqual(name.startsWith('GGeM') ? [3, 3, 3] : undefined);
        expect(temperature).toBeGreaterThan(0.01);
      }
    }
    expect(out).toMatch(/^All blocks: .* is best by text → image R@1, \d+\.\d % over 2 seeds/m);
    expect((await readdir(small.at('run/models'))).sort()).toEqual(
      ['GGeM-3-groups', 'mean'].flatMap((name) =>
        [1, 2].flatMap((seed) => [
          `${name}-all-blocks-seed-${seed}.onnx`,
          `${name}-all-blocks-seed-${seed}.text.onnx`,
        ]),
      ),
    );
    const report = await readFile(small.at('run/report.html'), 'utf8');
    expect(report).toContain('24 images to train on, 12 held out, of 3 classes');
  });

  it('is what @ggem/train makes of the same images and captions', async () => {
    const { held, images, groups, texts } = await resultOf('run');
    const preprocessing = {
      resize: { to: 'shortest', side: 8, resample: 'bicubic' },
      crop: { height: 8, width: 8, rounding: 'even' },
      scale: 1 / 255,
      mean: [0.5, 0.5, 0.5],
      deviation: [0.5, 0.5, 0.5],
    } as const;
    const ids = (text: string): readonly number[] => {
      const words = text.toLowerCase().match(/\w+|[^\w\s]/g)!;
      return Array.from({ length: 9 }, (_, i) => {
        const word = words[i];
        return word === undefined ? 0 : texts!.words.indexOf(word) + 2;
      });
    };
    const said = (image: number): string => captions[images.labels[image] as keyof typeof captions];
    const part = (isHeld: boolean) => {
      const own = images.names.flatMap((_, i) => (held.includes(i) === isHeld ? [i] : []));
      return {
        count: own.length,
        texts: (i: number) => [said(own[i]!), `Here: ${said(own[i]!)}`].map(ids),
        image: async (i: number) =>
          preprocess(await decodeImage(small.at(`images/${images.names[own[i]!]}`)), preprocessing).data,
      };
    };
    const tuned = await finetune(await readFile(small.at('vit.onnx')), {
      pooling: groups[0]!.rows[1]!.spec,
      tokens: 'tokens',
      ...{ classes: 12, from: 'all', epochs: 12, batch: 12, rate: 0.01, seed: 2, loss: 'infoNce' },
      text: textEncoder({ words: 10, tokens: 9, width: 12, depth: 1, heads: 4, out: 12, seed: 2 }),
      temperature: { start: 0.07 },
      ...{ data: part(false), validation: part(true), session: sessionsOf(runtime), features: true },
    });
    const session = await runtime.InferenceSession.create(tuned.text!);
    const names = Object.keys(captions);
    const data = BigInt64Array.from(
      Object.values(captions).flatMap((text) => ids(text)),
      BigInt,
    );
    const { text_embeds: known } = await session.run({
      input_ids: new runtime.Tensor('int64', data, [3, 9]),
    });
    const vectors = known!.data as Float32Array;
    const found = tuned.features!.validation!.data;
    const right = held.map((image, at) => {
      const cosines = names.map((_, i) => {
        const text = vectors.subarray(12 * i, 12 * i + 12);
        const dot = text.reduce((sum, value, j) => sum + value * found[12 * at + j]!, 0);
        return dot / Math.hypot(...text);
      });
      return Number(names[cosines.indexOf(Math.max(...cosines))] === images.labels[image]);
    });
    const run = groups[0]!.rows[1]!.runs[1]!;
    expect(run.each.zeroShot).toEqual(right);
    expect(run.temperature).toBe(tuned.temperature);
  });

  it('goes on where it was, after a stop within a training too, to the same result', async () => {
    const one = task.replace('/cache', '/stopped');
    const stopped = await small.run(`${one} --out {}/x`, 'all blocks, seed 2, loss');
    expect(stopped.code).toBe(130);
    const left = await readdir(small.at('stopped/contrasted'));
    expect(left.some((name) => name.endsWith('.state.safetensors'))).toBe(true);
    const { err } = await small.run(`${one} --threads 1 --out {}/went-on`);
    expect(err).toContain('training 4/4');
    expect((await resultOf('went-on')).groups).toEqual((await resultOf('run')).groups);
    const after = await readdir(small.at('stopped/contrasted'));
    expect(after.filter((name) => !name.endsWith('.json'))).toEqual([]);
    await rm(small.at(`stopped/contrasted/${after[0]}`));
    const again = await small.run(`${one} --out {}/again`);
    expect(again.err).not.toContain('training 0/4');
    expect((await resultOf('again')).groups).toEqual((await resultOf('run')).groups);
  });

  it('takes captions without classes, and leaves a pooling out where its training diverges', async () => {
    const wild = `${given} --csv {}/plain.csv --pooling mean,max,gem --seeds 1 ${rest} --pooling-rate 1e300`;
    const { code, err, out } = await small.run(`${wild.replace('--epochs 12', '--epochs 1')} --out {}/wild`);
    expect(code, err).toBe(0);
    const { groups, leftOut, held, images, measures, texts } = await resultOf('wild');
    const ownWord = (name: string): string => name.replace(/\/|\.png/g, '');
    for (const [i, name] of images.names.entries())
      expect(texts!.words.includes(ownWord(name))).toBe(!held.includes(i));
    expect(groups[0]!.rows.map(({ name }) => name)).toEqual(['mean', 'max']);
    expect(leftOut).toEqual(['GeM']);
    expect(out).toContain(
      '! Left out, since training was not finite at this rate: GeM. A smaller one may do.',
    );
    expect([measures.includes('zeroShot'), texts!.hasClasses]).toEqual([false, false]);
    const report = await readFile(small.at('wild/report.html'), 'utf8');
    expect(report).toContain('24 images to train on, 12 held out; seeds 1.');
  });

  it('holds out what a split column says', async () => {
    const lines = Object.entries(captions).flatMap(([name, caption]) =>
      Array.from({ length: 8 }, (_, i) => `${name}/${i}.png,"${caption}",${i < 6 ? 'train' : 'test'}`),
    );
    const csv = (more: string): string => `path,caption,split\n${lines.join('\n')}\n${more}`;
    await writeFile(small.at('split.csv'), csv(''));
    await writeFile(small.at('sets.csv'), csv('lying/8.png,"lie",other\n'));
    const short = `${given} --pooling mean,max --seeds 1 --blocks 1 --epochs 1 --batch 6 --width 12`;
    const { code, err } = await small.run(`${short} --csv {}/split.csv --out {}/split`);
    expect(code, err).toBe(0);
    const { held, images } = await resultOf('split');
    expect(held.map((i) => images.names[i])).toEqual(
      Object.keys(captions)
        .flatMap((name) => [`${name}/6.png`, `${name}/7.png`])
        .sort(),
    );
    expect(images.parts.filter((part) => part === 1)).toHaveLength(18);
    const parts = await small.run(`${short} --csv {}/split.csv --parts 3 --out {}/x`);
    expect(parts.err).toContain('contrast: --parts makes parts, but the split column of ');
    const sets = await small.run(`${short} --csv {}/sets.csv --out {}/x`);
    expect(sets.err).toContain(
      'sets.csv must have train and test alone where images and texts are trained, but other came. Take its lines out.',
    );
  });

  it.each([
    ['', 'contrast: --csv is missing, a CSV with path and caption.'],
    [
      '--csv {}/captions.csv --width 10',
      'contrast: --width must be a multiple of 4, its heads, but 10 came.',
    ],
    [
      '--csv {}/captions.csv --blocks 0,1',
      'contrast: --blocks must be a whole number, or all, but "0,1" came.',
    ],
    [
      '--csv {}/captions.csv --batch 40',
      'data must have at least as many images as a batch, but 27 came for a batch of 40.',
    ],
    [
      '--csv {}/plain.csv --prompts {}/prompts.csv',
      'zero-shot classification needs the class of each image, but lying/0.png has none. Add a column label to the CSV.',
    ],
    ['--csv {}/none.csv', 'none.csv must name two images with captions to train on and two to hold out'],
  ])('%s gets one sentence', async (more, sentence) => {
    await writeFile(small.at('none.csv'), 'path,label\nlying/0.png,a\n');
    const { code, err } = await small.run(
      `${given} --pooling mean,max --seeds 1 ${more} --out {}/x`.replaceAll('  ', ' '),
    );
    expect(code).toBe(1);
    expect(err).toContain(sentence);
  });
});
