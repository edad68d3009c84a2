import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { GgemError } from './errors.ts';
import type { NumbersInput } from './input/numbersInput.ts';
import { readNumbers } from './input/readNumbers.ts';

/** The parameters of a whitening step, row-major. */
export interface Whitening {
  /** `[in]`. */
  readonly mean: Float64Array;
  /** `[in, out]`: the columns are directions, those of the largest variance first. */
  readonly matrix: Float64Array;
}

/** How much of the data is kept. */
export interface WhiteningOptions {
  /** How many directions to keep. Default: all. */
  readonly channels?: number | undefined;
  /** Added to every variance, so that directions without any are not blown up. Default 0. */
  readonly shrinkage?: number | undefined;
}

/**
 * PCA whitening of pooled vectors, as retrieval uses: `mean = Σ v / n`, `matrix = E (Λ + shrinkage)^(-1/2)` from the
 * eigenvectors `E` of the covariance `Σ (v - mean)(v - mean)ᵀ / n`. `(v - mean) matrix` then has variance 1 in each
 * direction, and no covariance.
 *
 * In: vectors `[count, in]`, row-major numbers or a tensor of floats, as `readNumbers` reads them. Computed in float64. A
 * direction without variance (below 1e-12 of the largest) gives zeros. The sign of a direction is chosen so that its
 * largest entry is positive.
 *
 * Throws a `GgemError` with code `shape` for a wrong number of values, vectors or channels, `value` for NaN or ∞, and for
 * 16 bits that do not say what they are.
 */
export function whiteningFrom(
  given: NumbersInput,
  [count, width]: readonly [count: number, channels: number],
  { channels = width, shrinkage = 0 }: WhiteningOptions = {},
): Whitening {
  const vectors = readNumbers('whitening', 'vectors', given, 'real', '[count, channels]').data;
  check(vectors, count, width, channels, shrinkage);
  const mean = new Float64Array(width);
  for (let i = 0; i < count * width; i++) mean[i % width]! += vectors[i]! / count;
  const centred = Float64Array.from({ length: count * width }, (_, i) => vectors[i]! - mean[i % width]!);
  const decomposed = new EigenvalueDecomposition(covariance(centred, count, width), {
    assumeSymmetric: true,
  });
  // Smallest variance first, as the decomposition sorts them.
  const largestFirst = (k: number): number => width - 1 - k;
  const variances = decomposed.realEigenvalues;
  const least = variances[largestFirst(0)]! * 1e-12;
  const matrix = new Float64Array(width * channels);
  for (let k = 0; k < channels; k++) {
    const variance = variances[largestFirst(k)]! + shrinkage;
    const direction = decomposed.eigenvectorMatrix.getColumn(largestFirst(k));
    const scale = variance > least ? signOf(direction) / Math.sqrt(variance) : 0;
    direction.forEach((entry, i) => {
      matrix[i * channels + k] = entry * scale;
    });
  }
  return { mean, matrix };
}

function covariance(centred: Float64Array, count: number, width: number): Matrix {
  const rows = Matrix.from1DArray(count, width, [...centred]);
  return rows.transpose().mmul(rows).div(count);
}

function signOf(direction: readonly number[]): number {
  return direction.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a)) < 0 ? -1 : 1;
}

function check(
  vectors: ArrayLike<number>,
  count: number,
  width: number,
  channels: number,
  shrinkage: number,
): void {
  const fail = (code: 'shape' | 'value', message: string): never => {
    throw new GgemError(code, `whitening: ${message}`);
  };
  if (vectors.length !== count * width) {
    fail(
      'shape',
      `vectors must hold ${count * width} values for [${count}, ${width}], but ${vectors.length} came. Check the shape.`,
    );
  }
  if (count < 2)
    fail('shape', `vectors must be at least 2, but ${count} came. Give many more than channels.`);
  if (!Number.isInteger(channels) || channels < 1 || channels > width) {
    fail(
      'shape',
      `channels must be a whole number from 1 to ${width}, but ${channels} came. Leave it out for all.`,
    );
  }
  if (!(shrinkage >= 0))
    fail('value', `shrinkage must be at least 0, but ${shrinkage} came. Leave it out for none.`);
  const wrong = Array.prototype.findIndex.call(vectors, (value: number) => !Number.isFinite(value));
  if (wrong >= 0) {
    fail(
      'value',
      `vectors must be finite, but ${vectors[wrong]} came at index ${wrong}. Leave that vector out.`,
    );
  }
}
