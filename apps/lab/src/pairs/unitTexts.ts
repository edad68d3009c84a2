import type { PairTexts } from './pairTexts.ts';

/** What all poolings ask of the same texts. */
export interface UnitTexts {
  readonly width: number;
  /** Captions in their order, each of length 1. */
  readonly captions: Float64Array;
  /** For each image the mean of its captions, each of length 1. */
  readonly targets: Float64Array;
  /** The names of classes, sorted, and for each the mean of its prompts, each of length 1. */
  readonly classes?: { readonly names: readonly string[]; readonly targets: Float64Array } | undefined;
}

/** Prepares texts once for all poolings. `captionRows` has the rows of the captions of each image. */
export function unitTexts(
  { captions, prompts }: Pick<PairTexts, 'captions' | 'prompts'>,
  captionRows: readonly (readonly number[])[],
): UnitTexts {
  const width = captions.shape[1];
  const units = unitRows(captions.data, width);
  return {
    ...{ width, captions: units, targets: meansOf(units, width, captionRows) },
    classes: prompts && classesOf(prompts),
  };
}

function classesOf({ labels, vectors }: NonNullable<PairTexts['prompts']>): UnitTexts['classes'] {
  const width = vectors.shape[1];
  const names = [...new Set(labels)].sort();
  const rows = names.map((name) => labels.flatMap((label, i) => (label === name ? [i] : [])));
  return { names, targets: meansOf(unitRows(vectors.data, width), width, rows) };
}

/** For each list of rows their mean. */
function meansOf(data: Float64Array, width: number, lists: readonly (readonly number[])[]): Float64Array {
  const means = new Float64Array(lists.length * width);
  for (const [at, rows] of lists.entries()) {
    const mean = means.subarray(at * width, (at + 1) * width);
    for (const row of rows) {
      for (let i = 0; i < width; i++) mean[i]! += data[row * width + i]! / rows.length;
    }
  }
  return means;
}

/** Some of the rows, in the order that they are named in. */
export function rowsAt(data: Float64Array, rows: readonly number[], width: number): Float64Array {
  const found = new Float64Array(rows.length * width);
  for (const [at, row] of rows.entries())
    found.set(data.subarray(row * width, (row + 1) * width), at * width);
  return found;
}

/** Each row of length 1; a row of zeros stays. */
export function unitRows(data: ArrayLike<number>, width: number): Float64Array {
  const units = new Float64Array(data);
  for (let at = 0; at < units.length; at += width) {
    const row = units.subarray(at, at + width);
    let square = 0;
    for (const value of row) square += value * value;
    const length = Math.sqrt(square);
    if (length > 0) for (let i = 0; i < width; i++) row[i]! /= length;
  }
  return units;
}
