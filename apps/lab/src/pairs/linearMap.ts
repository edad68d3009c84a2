/** Vectors of images, and of what belongs to them, in rows. */
export interface Pairs {
  readonly images: Float64Array;
  readonly texts: Float64Array;
  readonly imageWidth: number;
  readonly textWidth: number;
}

/** A map from image to text vectors: `(x - from) W + to`. */
export interface LinearMap {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly matrix: Float64Array;
}

/** Sums over some rows, from which maps are made; sums of parts add up. */
export interface Moments {
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** `Xᵀ X` and `Xᵀ Y`. */
  readonly xx: Float64Array;
  readonly xy: Float64Array;
}

/** The sums of some rows. */
export function momentsOf({ images, texts, imageWidth, textWidth }: Pairs, rows: readonly number[]): Moments {
  const x = new Float64Array(imageWidth);
  const y = new Float64Array(textWidth);
  const xx = new Float64Array(imageWidth * imageWidth);
  const xy = new Float64Array(imageWidth * textWidth);
  for (const row of rows) {
    const image = images.subarray(row * imageWidth, (row + 1) * imageWidth);
    const text = texts.subarray(row * textWidth, (row + 1) * textWidth);
    addTimes(x, image, 1);
    addTimes(y, text, 1);
    for (const [i, value] of image.entries()) {
      addTimes(xx.subarray(i * imageWidth, (i + 1) * imageWidth), image, value);
      addTimes(xy.subarray(i * textWidth, (i + 1) * textWidth), text, value);
    }
  }
  return { count: rows.length, x, y, xx, xy };
}

/** The sums of several parts together. */
export function together(parts: readonly Moments[]): Moments {
  const add = (of: (one: Moments) => Float64Array): Float64Array => {
    const sum = Float64Array.from(of(parts[0]!));
    for (const one of parts.slice(1)) addTimes(sum, of(one), 1);
    return sum;
  };
  return {
    count: parts.reduce((sum, { count }) => sum + count, 0),
    ...{ x: add(({ x }) => x), y: add(({ y }) => y), xx: add(({ xx }) => xx), xy: add(({ xy }) => xy) },
  };
}

/**
 * Ridge regression: the `W` that makes `‖(X - x̄) W - (Y - ȳ)‖² + λ ‖W‖²` least, `λ` being `ridge` times the mean variance of the
 * channels times the number of rows. From the normal equations, by Cholesky, in float64.
 */
export function linearMap({ count, x, y, xx, xy }: Moments, ridge: number): LinearMap {
  const [from, to] = [x.map((sum) => sum / count), y.map((sum) => sum / count)];
  const [width, other] = [x.length, y.length];
  const square = Float64Array.from(xx);
  const matrix = Float64Array.from(xy);
  for (const [i, mean] of from.entries()) {
    addTimes(square.subarray(i * width, (i + 1) * width), from, -count * mean);
    addTimes(matrix.subarray(i * other, (i + 1) * other), to, -count * mean);
  }
  let trace = 0;
  for (let i = 0; i < width; i++) trace += square[i * width + i]!;
  const lambda = (ridge * trace) / width || 1;
  for (let i = 0; i < width; i++) square[i * width + i]! += lambda;
  solve(square, matrix, width, other);
  return { from, to, matrix };
}

/** Text vectors that images are taken for, less the mean `to` of the map. */
export function mapped(
  { from, to, matrix }: LinearMap,
  images: Float64Array,
  rows: readonly number[],
): Float64Array {
  const [width, other] = [from.length, to.length];
  const result = new Float64Array(rows.length * other);
  for (const [at, row] of rows.entries()) {
    const into = result.subarray(at * other, (at + 1) * other);
    for (let i = 0; i < width; i++) {
      addTimes(into, matrix.subarray(i * other, (i + 1) * other), images[row * width + i]! - from[i]!);
    }
  }
  return result;
}

/** `B := A⁻¹ B` for a positive definite `A`, which becomes its Cholesky factor. */
function solve(a: Float64Array, b: Float64Array, width: number, columns: number): void {
  const rowOf = (i: number): Float64Array => b.subarray(i * columns, (i + 1) * columns);
  for (let i = 0; i < width; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * width + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * width + k]! * a[j * width + k]!;
      a[i * width + j] = i === j ? Math.sqrt(sum) : sum / a[j * width + j]!;
    }
  }
  for (let i = 0; i < width; i++) {
    for (let k = 0; k < i; k++) addTimes(rowOf(i), rowOf(k), -a[i * width + k]!);
    scale(rowOf(i), 1 / a[i * width + i]!);
  }
  for (let i = width - 1; i >= 0; i--) {
    for (let k = i + 1; k < width; k++) addTimes(rowOf(i), rowOf(k), -a[k * width + i]!);
    scale(rowOf(i), 1 / a[i * width + i]!);
  }
}

function addTimes(into: Float64Array, values: Float64Array, factor: number): void {
  if (factor === 0) return;
  for (let i = 0; i < into.length; i++) into[i]! += factor * values[i]!;
}

function scale(values: Float64Array, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i]! *= factor;
}
