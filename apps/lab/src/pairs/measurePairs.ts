import { crossModalRecall } from '@ggem/analysis';
import type { Outcome, PairMeasure } from '../measure/measures.ts';
import type { Vectors } from '../pool/poolVectors.ts';
import { linearMap, type Moments, mapped, momentsOf, type Pairs, together } from './linearMap.ts';
import { rowsAt, type UnitTexts, unitRows } from './unitTexts.ts';

/** Vectors of images by one pooling, and their texts. */
export interface MeasurePairsCall {
  readonly vectors: Vectors;
  readonly texts: UnitTexts;
  /** Rows of the captions of each image. */
  readonly captionRows: readonly (readonly number[])[];
  /** The class of each image; where zero-shot classification is measured. */
  readonly labels?: readonly string[] | undefined;
  /** Absent where images and texts are in one space: else a map is learnt on all parts but one, for that one. */
  readonly folds?: readonly number[] | undefined;
  readonly parts: number;
  readonly wanted: readonly PairMeasure[];
  readonly signal: AbortSignal;
}

/** Strengths of the map's ridge; that which serves part 1 best is taken. */
const ridges = [0.01, 0.1, 1, 10, 100] as const;

/** What came of each image; of its captions, the share that found it. */
export async function measurePairs(
  call: MeasurePairsCall,
): Promise<Readonly<Partial<Record<PairMeasure, Outcome>>>> {
  const outcomes = new Map(
    call.wanted.map((name) => [name, call.captionRows.map((): number | null => null)]),
  );
  const pairs: Pairs = {
    images: unitRows(call.vectors.data, call.vectors.shape[1]),
    texts: call.texts.targets,
    imageWidth: call.vectors.shape[1],
    textWidth: call.texts.width,
  };
  const all = call.captionRows.map((_, image) => image);
  if (call.folds === undefined) {
    await ask(call, { images: pairs.images, rows: all, to: undefined }, outcomes);
    return Object.fromEntries(outcomes);
  }
  const rowsOf = (part: number): readonly number[] => all.filter((image) => call.folds![image] === part);
  const moments = Array.from({ length: call.parts }, (_, part) => momentsOf(pairs, rowsOf(part)));
  const ridge = bestRidge(pairs, moments, rowsOf(1));
  for (const [part] of moments.entries()) {
    call.signal.throwIfAborted();
    const map = linearMap(together(moments.filter((_, other) => other !== part)), ridge);
    const rows = rowsOf(part);
    if (rows.length > 0)
      await ask(call, { images: mapped(map, pairs.images, rows), rows, to: map.to }, outcomes);
  }
  return Object.fromEntries(outcomes);
}

/** The ridge by which a map learnt on the parts from 2 on comes nearest to the texts of part 1, by cosine. */
function bestRidge(pairs: Pairs, moments: readonly Moments[], rows: readonly number[]): number {
  const known = together(moments.filter((_, part) => part > 1));
  const { textWidth, texts } = pairs;
  const scores = ridges.map((ridge) => {
    const map = linearMap(known, ridge);
    const found = unitRows(mapped(map, pairs.images, rows), textWidth);
    let sum = 0;
    for (const [at, row] of rows.entries()) {
      const wanted = texts
        .slice(row * textWidth, (row + 1) * textWidth)
        .map((value, i) => value - map.to[i]!);
      const length = Math.hypot(...wanted) || 1;
      for (let i = 0; i < textWidth; i++) sum += (found[at * textWidth + i]! * wanted[i]!) / length;
    }
    return sum;
  });
  return ridges[scores.indexOf(Math.max(...scores))]!;
}

interface Asked {
  /** Images in the space of texts, in the order of `rows`. */
  readonly images: Float64Array;
  readonly rows: readonly number[];
  /** What is taken off texts. */
  readonly to: Float64Array | undefined;
}

async function ask(
  { texts, captionRows, labels, wanted, signal }: MeasurePairsCall,
  { images, rows, to }: Asked,
  outcomes: ReadonlyMap<PairMeasure, (number | null)[]>,
): Promise<void> {
  const { width } = texts;
  const owners = rows.flatMap((image, at) => captionRows[image]!.map(() => at));
  const asked = rows.flatMap((image) => captionRows[image]!);
  const captions = less(rowsAt(texts.captions, asked, width), to);
  const ks = [1, 5, 10].filter((k) => k <= rows.length);
  const { imageToText, textToImage } = await crossModalRecall({
    images: { data: images, shape: [rows.length, width] },
    texts: { data: captions, shape: [asked.length, width] },
    imageOfText: owners,
    k: ks,
    signal,
  });
  const set = (name: PairMeasure, at: number, value: number): void => {
    const list = outcomes.get(name);
    if (list !== undefined) list[rows[at]!] = value;
  };
  for (const k of ks) {
    const shares = rows.map(() => 0);
    for (const [text, hit] of Array.from(textToImage[k]!.each).entries()) {
      const at = owners[text]!;
      shares[at]! += hit / captionRows[rows[at]!]!.length;
    }
    for (const at of rows.keys()) {
      set(`imageToText${k}` as PairMeasure, at, imageToText[k]!.each[at]!);
      set(`textToImage${k}` as PairMeasure, at, shares[at]!);
    }
  }
  if (!wanted.includes('zeroShot') || labels === undefined || texts.classes === undefined) return;
  const named = nameClasses(images, texts.classes, to);
  for (const [at, image] of rows.entries()) set('zeroShot', at, Number(named[at] === labels[image]));
}

/** The class whose prompts, averaged, are nearest to each image. */
function nameClasses(
  images: Float64Array,
  { names, targets }: NonNullable<UnitTexts['classes']>,
  to: Float64Array | undefined,
): readonly string[] {
  const width = targets.length / names.length;
  const means = unitRows(less(targets, to), width);
  return Array.from({ length: images.length / width }, (_, at) => {
    const image = images.subarray(at * width, (at + 1) * width);
    const scores = names.map((_, i) =>
      image.reduce((sum, value, j) => sum + value * means[i * width + j]!, 0),
    );
    return names[scores.indexOf(Math.max(...scores))]!;
  });
}

function less(rows: Float64Array, mean: Float64Array | undefined): Float64Array {
  return mean === undefined ? rows : rows.map((value, i) => value - mean[i % mean.length]!);
}
