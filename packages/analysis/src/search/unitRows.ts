import type { Matrix } from '../input/readMatrix.ts';
import { refuse } from '../input/refuse.ts';

/** Rows divided by their lengths in float32, for the kernels, and what the exact cosines are computed from. */
export interface UnitRows {
  readonly matrix: Matrix;
  /** Rows of length 1; a row of zeros stays one. */
  readonly units: Float32Array;
  /** 1 / length of each row; 0 for a row of zeros, so that its cosines are 0. */
  readonly factors: Float64Array;
}

export function unitRows(operation: string, name: string, matrix: Matrix): UnitRows {
  const { data, rows, columns } = matrix;
  const units = new Float32Array(rows * columns);
  const factors = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    const square = dot(data, start, data, start, columns);
    const factor = square > 0 ? 1 / Math.sqrt(square) : 0;
    const isZero = square === 0 && data.subarray(start, start + columns).every((value) => value === 0);
    if (!(isZero || (square > smallest && Number.isFinite(square)))) {
      refuse('value', operation, {
        rule: `${name} must have rows whose squares float64 can add up`,
        came: `numbers like ${data[start]} in row ${row}`,
        fix: 'Scale them.',
      });
    }
    factors[row] = factor;
    for (let i = start; i < start + columns; i++) units[i] = data[i]! * factor;
  }
  return { matrix, units, factors };
}

/** Below this a square has lost digits. */
const smallest = 1e-280;

/** The cosine of two rows in float64; 0 where one is all zeros. */
export function cosine(a: UnitRows, row: number, b: UnitRows, other: number): number {
  const { columns } = a.matrix;
  const product = dot(a.matrix.data, row * columns, b.matrix.data, other * columns, columns);
  return product * a.factors[row]! * b.factors[other]!;
}

/** In four sums, which a processor adds side by side. */
function dot(a: Matrix['data'], from: number, b: Matrix['data'], start: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < length; i += 4) {
    s0 += a[from + i]! * b[start + i]!;
    s1 += a[from + i + 1]! * b[start + i + 1]!;
    s2 += a[from + i + 2]! * b[start + i + 2]!;
    s3 += a[from + i + 3]! * b[start + i + 3]!;
  }
  for (; i < length; i++) s0 += a[from + i]! * b[start + i]!;
  return s0 + s1 + (s2 + s3);
}
