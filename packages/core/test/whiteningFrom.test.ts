import { describe, expect, it } from 'vitest';
import { GgemError, poolArray } from '../src/index.ts';
import { whiteningFrom } from '../src/whiteningFrom.ts';
import { refusal } from './refusal.ts';

/** Covariance of rows of `width` numbers. */
function covariance(rows: ArrayLike<number>, width: number): number[][] {
  const count = rows.length / width;
  const at = (row: number, i: number) => rows[row * width + i]!;
  const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);
  const mean = upTo(width).map((i) => upTo(count).reduce((sum, row) => sum + at(row, i), 0) / count);
  return upTo(width).map((i) =>
    upTo(width).map(
      (j) =>
        upTo(count).reduce((sum, row) => sum + (at(row, i) - mean[i]!) * (at(row, j) - mean[j]!), 0) / count,
    ),
  );
}

/** Vectors of three numbers that depend on each other. */
const vectors = Float64Array.from({ length: 60 }, (_, i) => {
  const [a, b] = [Math.sin(7 * Math.floor(i / 3)), Math.cos(5 * Math.floor(i / 3))];
  return [3 * a + 1, a - b, 100 + b + 0.1 * Math.sin(11 * Math.floor(i / 3))][i % 3]!;
});

describe('whitening', () => {
  it('gives pooled vectors that are uncorrelated, with variance 1', () => {
    const { mean, matrix } = whiteningFrom(vectors, [20, 3]);
    const whitened = poolArray(
      { data: vectors, shape: [20, 1, 3] },
      { type: 'mean', after: [{ whiten: 3 }] },
      { parameters: { 'after.0.mean': mean, 'after.0.matrix': matrix } },
    );
    for (const [i, row] of covariance(whitened, 3).entries())
      for (const [j, entry] of row.entries()) expect(entry).toBeCloseTo(i === j ? 1 : 0, 10);
  });

  it('keeps the directions of the largest variance', () => {
    // Points on the axes: variances 8, 2 and 1/2 along the second, the first and the third.
    const points = [0, 4, 0, 0, -4, 0, 2, 0, 0, -2, 0, 0];
    const { mean, matrix } = whiteningFrom(points, [4, 3], { channels: 2 });
    expect([...mean]).toEqual([0, 0, 0]);
    const expected = [0, 1 / Math.SQRT2, 1 / Math.sqrt(8), 0, 0, 0];
    expect([...matrix]).toEqual(expected.map((value) => expect.closeTo(value, 12)));
  });

  it('turns each direction so that its largest entry is positive', () => {
    // Along (4, 3) / 5 with variance 25 / 2, and across with 1 / 2; then the same with axes turned round or swapped.
    const points = [4, 3, -4, -3, 0.6, -0.8, -0.6, 0.8];
    const [along, across] = [5 / Math.SQRT2, Math.SQRT1_2];
    const close = (...values: number[]) => values.map((value) => expect.closeTo(value, 12));
    const matrixOf = (a: number, b: number, { swap = false } = {}) => {
      const turned = points.map((_, i) => [a, b][i % 2]! * points[swap ? i ^ 1 : i]!);
      return [...whiteningFrom(turned, [4, 2]).matrix];
    };
    expect(matrixOf(1, 1)).toEqual(close(0.8 / along, -0.6 / across, 0.6 / along, 0.8 / across));
    expect(matrixOf(-1, 1)).toEqual(close(0.8 / along, 0.6 / across, -0.6 / along, 0.8 / across));
    expect(matrixOf(-1, -1)).toEqual(close(0.8 / along, -0.6 / across, 0.6 / along, 0.8 / across));
    expect(matrixOf(1, 1, { swap: true })).toEqual(
      close(0.6 / along, 0.8 / across, 0.8 / along, -0.6 / across),
    );
    expect(matrixOf(1, -1, { swap: true })).toEqual(
      close(-0.6 / along, 0.8 / across, 0.8 / along, 0.6 / across),
    );
  });

  it('gives zeros along a direction without variance, or what the shrinkage leaves', () => {
    const line = [1, 0, -1, 0, 3, 0, -3, 0];
    expect([...whiteningFrom(line, [4, 2]).matrix].filter((value) => Math.abs(value) > 1e-9)).toHaveLength(1);
    const shrunk = whiteningFrom(line, [4, 2], { shrinkage: 4 }).matrix;
    expect([...shrunk].map(Math.abs)).toEqual([1 / 3, 0, 0, 1 / 2].map((value) => expect.closeTo(value, 12)));
  });

  // By hand: 2, 0, -2, 0, 0, 1, 0, -1 in float16 bits (IEEE 754-2008, binary16).
  const halves = Uint16Array.of(0x4000, 0, 0xc000, 0, 0, 0x3c00, 0, 0xbc00);
  it('reads float16 where it is told so, rows in rows, and never guesses', () => {
    const expected = whiteningFrom([2, 0, -2, 0, 0, 1, 0, -1], [4, 2]);
    const rows = [
      [2, 0],
      [-2, 0],
      [0, 1],
      [0, -1],
    ];
    expect(whiteningFrom({ type: 'float16', data: halves, dims: [4, 2] }, [4, 2])).toEqual(expected);
    expect(whiteningFrom(rows, [4, 2])).toEqual(expected);
    expect(refusal(() => whiteningFrom(halves, [4, 2]))).toBe(
      "value | whitening: vectors must say what its 16 bits are, float16 or whole numbers, but a Uint16Array without a type came. Give { type: 'float16', data, dims }, or convert it to a Float32Array.",
    );
  });

  it.each([
    [
      () => whiteningFrom([1, 2, 3], [2, 2]),
      'whitening: vectors must hold 4 values for [2, 2], but 3 came. Check the shape.',
    ],
    [
      () => whiteningFrom([1, 2], [1, 2]),
      'whitening: vectors must be at least 2, but 1 came. Give many more than channels.',
    ],
    [
      () => whiteningFrom([1, 2, 3, 4], [2, 2], { channels: 3 }),
      'whitening: channels must be a whole number from 1 to 2, but 3 came. Leave it out for all.',
    ],
    [
      () => whiteningFrom([1, 2, 3, 4], [2, 2], { shrinkage: -1 }),
      'whitening: shrinkage must be at least 0, but -1 came. Leave it out for none.',
    ],
    [
      () => whiteningFrom([1, 2, Number.NaN, 4], [2, 2]),
      'whitening: vectors must be finite, but NaN came at index 2. Leave that vector out.',
    ],
  ])('refuses: %#', (act, message) => {
    expect(act).toThrow(new GgemError('shape', message).message);
  });
});
