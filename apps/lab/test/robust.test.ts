import { readFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeVariant, mixImages } from '../src/robust/makeVariant.ts';
import { readMasked } from '../src/robust/maskedImage.ts';
import { partnersOf } from '../src/robust/partners.ts';
import type { RobustResult } from '../src/robust/robustResult.ts';
import { type SmallRun, smallRun } from './smallRun.ts';

let small: SmallRun;
const given =
  'robust --model {}/vit.onnx --size 8 --crop 1 --mean 0.5 --std 0.5 --threads 2 --draws 200 --cache {}/cache --parts 3';
beforeAll(async () => {
  small = await smallRun(0);
  const { code, err } = await small.run('scenes --out {}/scenes --count 72 --size 32');
  expect(code, err).toBe(0);
});
afterAll(() => small.remove());

/** Three rows of four grey pixels; the foreground is the second and third one of the last two rows. */
const image = {
  width: 4,
  height: 3,
  data: Uint8Array.from(
    [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120].flatMap((one) => [one, one, one]),
  ),
};
const masked = {
  image,
  mask: Uint8Array.from([0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 0]),
  box: { left: 1, top: 1, right: 3, bottom: 3 },
};
const greys = ({ data }: { readonly data: ArrayLike<number> }) =>
  Array.from(data).filter((_, i) => i % 3 === 0);

describe('variants, by hand', () => {
  it('keep or drop what the mask says', () => {
    expect(greys(makeVariant('onlyForeground', masked))).toEqual([0, 0, 0, 0, 0, 60, 70, 0, 0, 100, 0, 0]);
    expect(greys(makeVariant('noForeground', masked))).toEqual([
      10, 20, 30, 40, 50, 0, 0, 80, 90, 0, 110, 120,
    ]);
    expect(greys(makeVariant('onlyBackgroundBox', masked))).toEqual([
      10, 20, 30, 40, 50, 0, 0, 80, 90, 0, 0, 120,
    ]);
  });
  it('fill the box with the largest strip beside it, repeated', () => {
    // Above, four pixels; left and right, three each: the row above from its left end.
    expect(greys(makeVariant('onlyBackgroundTiled', masked))).toEqual([
      10, 20, 30, 40, 50, 10, 20, 80, 90, 10, 20, 120,
    ]);
  });
  it('lay the foreground on another background', () => {
    const other = { ...image, data: image.data.map(() => 7) };
    expect(greys(mixImages(masked, other))).toEqual([7, 7, 7, 7, 7, 60, 70, 7, 7, 100, 7, 7]);
  });
  it('take backgrounds of the same, of any and of the next class, never their own', () => {
    const labels = ['b', 'a', 'b', 'c', 'a', 'c'];
    for (const [i, label] of labels.entries()) {
      const { mixedSame, mixedNext, mixedRandom } = partnersOf(i, labels.length, {
        labels,
        folds: undefined,
        seed: 1,
      });
      expect([labels[mixedSame!], labels[mixedNext!]]).toEqual([label, { a: 'b', b: 'c', c: 'a' }[label]]);
      expect([mixedSame, mixedRandom]).not.toContain(i);
    }
    expect(Object.keys(partnersOf(0, 2, { labels: undefined, folds: undefined, seed: 1 }))).toEqual([
      'mixedRandom',
    ]);
  });

  it('take backgrounds of their own part alone, so that no image they are predicted from has it', () => {
    const labels = Array.from({ length: 24 }, (_, i) => 'ab'[i % 2]!);
    const folds = labels.map((_, i) => Math.floor(i / 8));
    for (const i of labels.keys()) {
      const partners = Object.values(partnersOf(i, labels.length, { labels, folds, seed: 1 }));
      expect(partners.map((one) => folds[one!])).toEqual([folds[i], folds[i], folds[i]]);
    }
  });
});

describe('a mask that cannot be used', () => {
  const grey = async (name: string, width: number, height: number, level: number): Promise<string> => {
    await sharp({ create: { width, height, channels: 3, background: { r: level, g: level, b: level } } })
      .png()
      .toFile(small.at(name));
    return small.at(name);
  };
  it.each([
    [undefined, 'it has no mask'],
    [[4, 3, 255], 'its mask is 4 × 3, the image 8 × 8'],
    [[8, 8, 127], 'its mask is empty'],
    [[8, 8, 128], 'its mask leaves no background beside it'],
  ] as const)('%j: %s', async (size, sentence) => {
    const path = await grey('image.png', 8, 8, 60);
    const [width = 1, height = 1, level = 0] = size ?? [];
    const mask = size && (await grey('mask.png', width, height, level));
    expect(await readMasked({ path, name: 'image.png', ...(mask && { mask }) })).toBe(sentence);
  });
});

describe('ggem-lab robust', () => {
  const poolings = '--poolings mean,gem --p 3 --negatives shift';
  const resultOf = async (run: string): Promise<RobustResult> =>
    JSON.parse(await readFile(small.at(`${run}/result.json`), 'utf8')) as RobustResult;

  it('measures each variant of scenes with exact masks', async () => {
    const { code, err, out } = await small.run(
      `${given} --csv {}/scenes/scenes.csv ${poolings} --out {}/run`,
    );
    expect(code, err).toBe(0);
    const { rows, images } = await resultOf('run');
    expect(images.names).toHaveLength(72);
    for (const { accuracy, recall, mean } of rows) {
      expect(Object.keys(accuracy)).toHaveLength(8);
      const means = Object.values(accuracy).map((one) => one.mean);
      expect(mean).toBeCloseTo(means.reduce((a, b) => a + b) / 8, 12);
      expect(recall.onlyForeground.each).toHaveLength(72);
    }
    expect(rows[1]!.recall.onlyForeground.against!.images.low).toBeLessThanOrEqual(
      rows[1]!.recall.onlyForeground.against!.difference,
    );
    expect(out).toMatch(/^R@1 only foreground +\d/m);
    const report = await readFile(small.at('run/report.html'), 'utf8');
    expect(report).toMatch(
      /<p class="answer">For vit and these 72 images, .* finds most originals of foregrounds alone, on black/,
    );
    expect(report).toContain('another filling, such as grey, may give others');
    expect(report.match(/<td/g)).toHaveLength(rows.length * (2 + 8));
    expect(report).not.toContain('http');
    const again = await small.run('report --run {}/run --baseline mean --out {}/again.html');
    expect(again.code, again.err).toBe(0);
    expect(await readFile(small.at('again.html'), 'utf8')).toBe(report);
    // The originals are the scenes, pixel by pixel.
    const pixels = (file: string) => sharp(small.at(file)).removeAlpha().raw().toBuffer();
    expect(
      (await pixels('run/variants/original/000000.png')).equals(await pixels(`scenes/${images.names[0]}`)),
    ).toBe(true);
  });

  it('needs no labels for background swaps, and names masks that do not fit', async () => {
    const text = await readFile(small.at('scenes/scenes.csv'), 'utf8');
    const lines = text
      .trim()
      .split('\n')
      .slice(1, 13)
      .map((line) => line.split(','));
    const rows = lines.map(([path, , , mask], i) => `${path},${i === 0 ? 'vit.onnx' : mask}`);
    await writeFile(small.at('scenes/plain.csv'), `path,mask\n${rows.join('\n')}\n`);
    const { code, err, out } = await small.run(
      `${given} --csv {}/scenes/plain.csv ${poolings} --out {}/plain`,
    );
    expect(code, err).toBe(0);
    expect(err).toContain(`1 image is left out, such as ${lines[0]![0]}: `);
    expect(out).not.toContain('mixed same');
    expect((await resultOf('plain')).rows[0]!.accuracy).toEqual({});
  });

  it.each([
    ['--images {}', 'robust: option --images is unknown.'],
    ['--csv {}/scenes/scenes.csv --by mapAtR', 'robust: --by must be knn or probe, but "mapAtR" came.'],
    ['', 'robust: --csv is missing, a CSV with path, mask and label.'],
  ])('%s gets one sentence', async (more, sentence) => {
    const { code, err } = await small.run(`${given} ${more}`.trim());
    expect(code).toBe(1);
    expect(err).toContain(sentence);
  });
});
