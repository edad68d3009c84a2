import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../src/index.ts';
import { pairMeasures } from '../src/measure/measures.ts';
import { linearMap, mapped, momentsOf, together } from '../src/pairs/linearMap.ts';
import { type MeasurePairsCall, measurePairs } from '../src/pairs/measurePairs.ts';
import { unitTexts } from '../src/pairs/unitTexts.ts';
import { wordVectors } from '../src/pairs/wordVectors.ts';
import { readVectors } from '../src/read/readVectors.ts';
import { randomNumbers } from '../src/scenes/randomNumbers.ts';
import { type SmallRun, smallRun } from './smallRun.ts';
import { textModel, wordTokenizer } from './textModel.ts';

const near = (got: ArrayLike<number>, expected: readonly number[], digits = 7) => {
  expect(got.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(got[i]).toBeCloseTo(value, digits);
};

describe('texts', () => {
  it('as their words are those of scikit-learn', () => {
    const texts = ['A red dog runs.', 'the red cat', 'a dog and a cat', 'Blue sky', 'sky, dog!'];
    const { words, of } = wordVectors(texts);
    expect(words).toEqual(['dog', 'a', 'cat', 'red', 'sky']);
    // sklearn 1.2.1, TfidfVectorizer(min_df=2, token_pattern=r'[^\W\d_]+'), columns in the order of `words`.
    const expected = [
      [0.5062044, 0.6098185, 0, 0.6098185, 0],
      [0, 0, Math.SQRT1_2, Math.SQRT1_2, 0],
      [0.348021, 0.8385136, 0.4192568, 0, 0],
      [0, 0, 0, 0, 1],
      [0.6387106, 0, 0, 0, 0.7694471],
    ];
    near(of(texts).data, expected.flat(), 6);
    near(of(['nothing known']).data, [0, 0, 0, 0, 0]);
  });

  describe('as vectors', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'ggem-lab-'));
    });
    afterAll(() => rm(folder, { recursive: true }));
    const header = (type: string, shape: string, order = 'False'): string => {
      const text = `{'descr': '${type}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
      return `\x93NUMPY\x01\0\x76\0${text.padEnd(117)}\n`;
    };
    const written = async (name: string, content: Buffer | string): Promise<string> => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    };
    const npy = (head: string, base64: string): Buffer =>
      Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(base64, 'base64')]);

    // What numpy 1.24.2 saves of [[1, -2.5, 3], [0.25, 5, -6]], its header as `header` has it.
    it.each([
      ['<f2', 'ADwAwQBCADQARQDG'],
      ['<f4', 'AACAPwAAIMAAAEBAAACAPgAAoEAAAMDA'],
      ['<f8', 'AAAAAAAA8D8AAAAAAAAEwAAAAAAAAAhAAAAAAAAA0D8AAAAAAAAUQAAAAAAAABjA'],
    ])('of numpy are read: %s', async (type, base64) => {
      const { data, shape } = await readVectors(await written('a.npy', npy(header(type, '(2, 3)'), base64)));
      expect([[...data], shape]).toEqual([
        [1, -2.5, 3, 0.25, 5, -6],
        [2, 3],
      ]);
    });
    it('of JSON are read', async () => {
      const { data, shape } = await readVectors(await written('a.json', '[[1, 2], [3, 4], [5, 6]]'));
      expect([[...data], shape]).toEqual([
        [1, 2, 3, 4, 5, 6],
        [3, 2],
      ]);
    });
    it.each([
      ['a.npy', header('<i8', '(2, 3)'), 'its numbers are "<i8"'],
      ['b.npy', header('<f4', '(6,)'), 'its shape is (6,)'],
      ['c.npy', header('<f4', '(2, 3)', 'True'), 'it is column by column'],
      ['d.npy', header('<f4', '(2, 3)'), 'it is cut off or too long'],
      ['e.npy', 'nothing', 'it is none'],
      ['f.json', '[[1, 2], [3]]', 'a list of lists of numbers, each as long as the others, but it is not'],
      ['g.json', '{"a": 1}', 'but it is not'],
      ['h.json', '[[1, 2], [3, 1e999]]', 'must hold finite numbers, but row 1 has Infinity'],
    ])('%s of other things is refused', async (name, content, sentence) => {
      await expect(readVectors(await written(name, Buffer.from(content, 'latin1')))).rejects.toThrow(
        sentence,
      );
    });
  });
});

describe('a linear map', () => {
  const images = Float64Array.from([1, 0.5, 2, -1, 0, 3, 4, 1, 1, 1]);
  const texts = Float64Array.from([1, 0, 2, 0, 1, 1, 3, 1, 0, 1, 1, 1, 0, 0, 0]);
  const pairs = { images, texts, imageWidth: 2, textWidth: 3 };
  // sklearn 1.2.1, Ridge(alpha = 0.1 * trace / 2) on the first four rows; its prediction for the fifth, less the mean of texts.
  const matrix = [-0.15872213, 0.110590401, -0.000382335, 0.614279602, 0.085882001, -0.276874268];
  it('is ridge regression, from sums of parts', () => {
    const map = linearMap(together([momentsOf(pairs, [0, 3]), momentsOf(pairs, [1, 2])]), 0.1);
    near(map.matrix, matrix, 8);
    near(mapped(map, images, [4]), [0.195826548, -0.072207551, -0.034322532], 8);
  });
});

describe('recall of pairs', () => {
  const signal = new AbortController().signal;
  const captionRows = [[0, 1], [2], [3]];
  const given = {
    // The captions of images 0, 0, 1 and 2. The second one lies nearest to image 2, the last one to image 1.
    captions: { data: Float32Array.from([5, 0, 2, 2.1, 0, 1, 0.1, 1]), shape: [4, 2] },
    prompts: {
      labels: ['x', 'y', 'y'],
      vectors: { data: Float32Array.from([1, 0, 0, 1, 0.1, 3]), shape: [3, 2] },
    },
  } as const;
  const call = (more: Partial<MeasurePairsCall>): MeasurePairsCall => ({
    vectors: { data: Float32Array.from([1, 0, 0, 1, 1, 1]), shape: [3, 2] },
    texts: unitTexts(given, captionRows),
    captionRows,
    labels: ['x', 'y', 'x'],
    parts: 3,
    wanted: pairMeasures,
    signal,
    ...more,
  });

  it('counts images and captions by hand in a shared space', async () => {
    const { imageToText1, textToImage1, zeroShot } = await measurePairs(call({}));
    expect(imageToText1).toEqual([1, 1, 0]);
    // One of the two captions of image 0 finds it.
    expect(textToImage1).toEqual([0.5, 1, 0]);
    // Image 2 lies between both classes; the averaged prompts of y lie a little nearer to it than the one of x.
    expect(zeroShot).toEqual([1, 1, 0]);
  });

  it('finds all where texts are a linear map of images, learnt on other parts', async () => {
    const count = 60;
    const next = randomNumbers(1, 0);
    const data = Float32Array.from({ length: count * 4 }, () => next() - 0.5);
    // Each channel is the next one's.
    const texts = Float64Array.from(data, (_, i) => data[i - (i % 4) + ((i + 1) % 4)]!);
    const rows = Array.from({ length: count }, (_, i) => [i]);
    const { textToImage1, imageToText1 } = await measurePairs(
      call({
        vectors: { data, shape: [count, 4] },
        texts: unitTexts({ captions: { data: texts, shape: [count, 4] } }, rows),
        captionRows: rows,
        folds: Array.from({ length: count }, (_, i) => i % 3),
      }),
    );
    const mean = (each: readonly (number | null)[] = []) =>
      each.reduce<number>((sum, one) => sum + one!, 0) / count;
    expect(mean(textToImage1)).toBe(1);
    expect(mean(imageToText1)).toBe(1);
  });
});

describe('ggem-lab pairs', () => {
  let small: SmallRun;
  beforeAll(async () => {
    small = await smallRun(10);
    const words = { lying: 'bars that lie', standing: 'bars that stand', squares: 'small squares' };
    const lines = Object.entries(words).flatMap(([name, caption]) =>
      Array.from({ length: 10 }, (_, i) => [
        `${name}/${i}.png,${name},${caption}`,
        `${name}/${i}.png,${name},some ${caption}`,
      ]).flat(),
    );
    await writeFile(small.at('captions.txt'), `image,label,caption\n${lines.join('\n')}\n`);
    const prompts = Object.entries(words).map(([name, caption]) => `${name},${caption}`);
    await writeFile(small.at('prompts.csv'), `label,prompt\n${prompts.join('\n')}\n`);
    const vectors = lines.map((_, i) => Array.from({ length: 12 }, (__, at) => Math.sin(i * at + i)));
    await writeFile(small.at('vectors.json'), JSON.stringify(vectors));
  });
  afterAll(() => small.remove());
  const given =
    'pairs --model {}/vit.onnx --crop 1 --mean 0.5 --std 0.5 --threads 1 --cache {}/cache --draws 200 --parts 3 --poolings mean,max';
  const list = '--csv {}/captions.txt --images {}/images';
  const resultOf = async (run: string): Promise<Result> =>
    JSON.parse(await readFile(small.at(`${run}/result.json`), 'utf8')) as Result;

  it('measures both ways and by prompts, on words through a map', async () => {
    const { code, err, out } = await small.run(`${given} ${list} --prompts {}/prompts.csv --out {}/run`);
    expect(code, err).toBe(0);
    expect(out).toMatch(
      /^For vit and these 30 images with 60 captions, the \w+ is best by text → image R@1: /m,
    );
    expect(out).toContain('! Texts are their words, not vectors of a text encoder');
    const { rows, measures, texts } = await resultOf('run');
    expect(measures).toEqual(pairMeasures);
    expect(texts).toMatchObject({ kind: 'words', space: 'linear', gallery: 10, hasClasses: true });
    // Three classes are told apart by their textures, whatever the model: far above a third.
    expect(rows[0]!.results.zeroShot!.mean).toBeGreaterThan(0.6);
    for (const { results } of rows) expect(results.textToImage1!.each).toHaveLength(30);
    const report = await readFile(small.at('run/report.html'), 'utf8');
    expect(report).toContain('each text looks among at least 10 images');
    expect(report).toContain('alt="lying/0.png" src="data:image/webp');
  });

  it('takes vectors of texts in the order of the CSV, in a shared space', async () => {
    const asked = '--texts {}/vectors.json --space shared --out {}/shared';
    const { code, err, out } = await small.run(`${given} ${list} ${asked}`);
    expect(code, err).toBe(0);
    expect(out).not.toContain('linear map');
    const { measures, texts } = await resultOf('shared');
    expect(measures).not.toContain('zeroShot');
    expect(texts).toMatchObject({
      kind: 'vectors',
      says: 'vectors of vectors.json, 12 numbers each',
      gallery: 30,
    });
  });

  it('takes a text model and its tokenizer, for captions and prompts', async () => {
    const words = ['bars', 'that', 'lie', 'stand', 'small', 'squares', 'some'];
    const table = [...words, 'a', 'b', 'c'].map((_, id, all) => all.map((__, i) => Number(i === id)));
    await writeFile(small.at('text.onnx'), textModel(table));
    await writeFile(small.at('tokenizer.json'), wordTokenizer(words));
    const asked = '--text-model {}/text.onnx --tokenizer {}/tokenizer.json --prompts {}/prompts.csv';
    const { code, err, out } = await small.run(`${given} ${list} ${asked} --out {}/encoded`);
    expect(code, err).toBe(0);
    expect(err).toContain('texts 63/63');
    expect(out).not.toContain('Texts are their words');
    const { measures, texts, rows } = await resultOf('encoded');
    expect(measures).toEqual(pairMeasures);
    expect(texts).toMatchObject({
      kind: 'vectors',
      says: 'vectors of text.onnx (text_embeds, 10 numbers each)',
    });
    expect(rows[0]!.results.zeroShot!.mean).toBeGreaterThan(0.6);
  });

  it.each([
    [
      `${list} --text-model {}/vit.onnx`,
      'pairs: --text-model and --tokenizer go together, but --tokenizer is missing.',
    ],
    [
      `${list} --text-model {}/vit.onnx --tokenizer {}/tokenizer.json`,
      'vit.onnx must take input_ids, and no more than attention_mask and token_type_ids, but it takes ',
    ],
    ['', 'pairs: --csv is missing, a CSV with path and caption.'],
    [`${list} --space own`, 'pairs: --space must be linear or shared, but "own" came.'],
    [`${list} --space shared`, 'in a shared space texts must have the 12 channels of tokens, but they have '],
    [
      `${list} --texts {}/few.json`,
      'few.json must have a row for each caption of the CSV, 60, but it has 2.',
    ],
    [
      `${list} --texts {}/vectors.json --prompts {}/prompts.csv`,
      'prompts need vectors of the encoder that the captions went through, but --prompt-texts is missing.',
    ],
    [`${list} --prompts {}/captions.txt`, 'must be a CSV with label and prompt, of two classes or more'],
    ['--csv {}/prompts2.csv', 'must name 6 images with a caption or more, but it has none.'],
  ])('%s gets one sentence', async (more, sentence) => {
    await writeFile(small.at('few.json'), '[[1, 2], [3, 4]]');
    await writeFile(small.at('prompts2.csv'), 'path,label\nimages/lying/0.png,a\n');
    const { code, err } = await small.run(`${given} ${more}`.trim());
    expect(code).toBe(1);
    expect(err).toContain(sentence);
  });
});
