import { show } from '@ggem/core/bare';
import type { WorkOptions } from '../engine/engine.ts';
import { checkCounts } from '../input/checks.ts';
import { type Measure, measureOf } from '../input/outcomes.ts';
import { checkSame, type MatrixInput, readMatrix } from '../input/readMatrix.ts';
import { refuse } from '../input/refuse.ts';
import { search } from '../search/search.ts';
import { type UnitRows, unitRows } from '../search/unitRows.ts';

/** Images and texts in one space. */
export interface CrossModalCall extends WorkOptions {
  /** `[images, channels]`. */
  readonly images: MatrixInput;
  /** `[texts, channels]`. */
  readonly texts: MatrixInput;
  /** For each text, the row of its image. */
  readonly imageOfText: ArrayLike<number>;
  /** Default `[1, 5, 10]`, as far as there are so many. */
  readonly k?: readonly number[] | undefined;
}

/** By k: the share of queries that find what is theirs among the first k. */
export interface CrossModalRecall {
  /** Of images that have a text, in their order. */
  readonly imageToText: Readonly<Record<number, Measure>>;
  /** Of texts, in their order. */
  readonly textToImage: Readonly<Record<number, Measure>>;
  /** Images that no text belongs to: they are not asked for, but may be found. */
  readonly leftOut: Int32Array;
}

/**
 * Cross-modal recall at k by cosine, as CLIP_benchmark counts it: an image counts 1 if at least one of its texts is among its
 * k nearest texts; a text counts 1 if its image is among its k nearest images. Shares from 0 to 1; ties are in the order of
 * items.
 *
 * In: images `[images, channels]`, texts `[texts, channels]`, the row of each text's image. Throws a `GgemError`: `shape` where
 * they do not fit, `value` for rows that are not there, numbers that are not finite, and k beyond the items.
 */
export async function crossModalRecall(call: CrossModalCall): Promise<CrossModalRecall> {
  const operation = 'crossModalRecall';
  const images = readMatrix(operation, 'images', call.images);
  const texts = readMatrix(operation, 'texts', call.texts);
  checkSame(operation, 'columns', ['images', images], ['texts', texts]);
  const owners = readOwners(operation, call.imageOfText, texts.rows, images.rows);
  const imageKs = call.k ?? [1, 5, 10].filter((k) => k <= texts.rows);
  const textKs = call.k ?? [1, 5, 10].filter((k) => k <= images.rows);
  checkCounts(operation, 'k', imageKs, texts.rows);
  checkCounts(operation, 'k', textKs, images.rows);
  const captioned = new Set(owners);
  const asked = Int32Array.from({ length: images.rows }, (_, i) => i).filter((i) => captioned.has(i));
  const ofImages = unitRows(operation, 'images', images);
  const ofTexts = unitRows(operation, 'texts', texts);
  const half = (from: number): WorkOptions => ({
    ...call,
    onProgress: (share) => call.onProgress?.(from + share / 2),
  });
  const imageToText = await recalls(
    { queries: ofImages, references: ofTexts, ks: imageKs, asked },
    (image, text) => owners[text] === image,
    half(0),
  );
  const everyText = Int32Array.from({ length: texts.rows }, (_, i) => i);
  const textToImage = await recalls(
    { queries: ofTexts, references: ofImages, ks: textKs, asked: everyText },
    (text, image) => owners[text] === image,
    half(0.5),
  );
  const leftOut = Int32Array.from({ length: images.rows }, (_, i) => i).filter((i) => !captioned.has(i));
  return { imageToText, textToImage, leftOut };
}

interface Direction {
  readonly queries: UnitRows;
  readonly references: UnitRows;
  readonly ks: readonly number[];
  readonly asked: Int32Array;
}

async function recalls(
  { queries, references, ks, asked }: Direction,
  belong: (query: number, found: number) => boolean,
  options: WorkOptions,
): Promise<Record<number, Measure>> {
  const byK = new Map(ks.map((k) => [k, new Float64Array(asked.length)]));
  const isAsked = new Set(asked);
  const most = Math.max(1, ...ks);
  let next = 0;
  await search(
    {
      queries,
      references,
      count: (query) => (isAsked.has(query) ? most : 0),
      onQuery: (query, { rows }) => {
        const first = rows.findIndex((found) => belong(query, found));
        for (const [k, values] of byK) values[next] = Number(first >= 0 && first < k);
        next += 1;
      },
    },
    options,
  );
  return Object.fromEntries([...byK].map(([k, each]) => [k, measureOf(each)]));
}

function readOwners(operation: string, owners: ArrayLike<number>, texts: number, images: number): Int32Array {
  if (owners.length !== texts) {
    refuse('shape', operation, {
      rule: `imageOfText must have one row for each of ${texts} texts`,
      came: `${owners.length}`,
      fix: 'Give the row of each text’s image.',
    });
  }
  return Int32Array.from(owners, (owner, i) => {
    if (Number.isInteger(owner) && owner >= 0 && owner < images) return owner;
    return refuse('value', operation, {
      rule: `imageOfText must be rows of images, from 0 to ${images - 1}`,
      came: `${show(owner)} at index ${i}`,
      fix: 'Leave out texts without an image.',
    });
  });
}
