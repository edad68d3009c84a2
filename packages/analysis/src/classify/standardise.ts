import type { Matrix } from '../input/readMatrix.ts';

/** Mean and deviation of each channel; the deviation of one that never changes is 1. */
export interface Scale {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
}

/** The scale of the images of a part: `σ = √(1/n Σ (x - mean)²)`. */
export function scaleOf({ data, rows, columns }: Matrix): Scale {
  const mean = new Float64Array(columns);
  const square = new Float64Array(columns);
  for (let i = 0; i < data.length; i++) mean[i % columns]! += data[i]! / rows;
  for (let i = 0; i < data.length; i++) square[i % columns]! += (data[i]! - mean[i % columns]!) ** 2 / rows;
  // A channel that never changes has a tiny deviation by rounding, which must not be scaled up to 1.
  const deviation = square.map((value, i) => {
    const noise = 4 * Number.EPSILON * Math.abs(mean[i]!) * Math.sqrt(rows);
    return Math.sqrt(value) > noise ? Math.sqrt(value) : 1;
  });
  return { mean, deviation };
}

/** `(x - mean) / deviation`, in float64. */
export function standardised({ data, rows, columns }: Matrix, { mean, deviation }: Scale): Matrix {
  const scaled = new Float64Array(data.length);
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      scaled[i] = (data[i]! - mean[column]!) / deviation[column]!;
    }
  }
  return { data: scaled, rows, columns };
}
