import { describe, expect, it } from 'vitest';
import { hasRelaxedSimd, hasThreads } from '../src/features.ts';
import { loadSimd, type MatrixNumbers, type SimdBuild } from '../src/index.ts';

type Sizes = readonly [rows: number, columns: number, length: number];

// Less than a vector, a group and a piece; more than each; rows in several pieces.
const sizes: readonly Sizes[] = [
  [1, 1, 1],
  [3, 5, 7],
  [2, 9, 130],
  [258, 261, 6],
  [5, 3, 4101],
  [3, 300, 2050],
];
const builds: readonly SimdBuild[] = [
  'simd',
  ...(hasRelaxedSimd() ? (['relaxed-simd'] as const) : []),
  'typescript',
];

/** Whole numbers from -8 to 8: float32 holds every sum of their products here. */
function whole(length: number, seed: number): number[] {
  return Array.from({ length }, (_, i) => ((i * 7919 + seed * 104729) % 17) - 8);
}

function byHand(a: readonly number[], b: readonly number[], [rows, columns, length]: Sizes): number[] {
  return Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let i = 0; i < length; i++) sum += a[row * length + i]! * b[column * length + i]!;
    return sum;
  });
}

describe.each(builds)('products of matrices by %s', (build) => {
  it.each(sizes)('are exact for whole numbers, %d × %d of %d', async (...size) => {
    const [rows, columns, length] = size;
    const [a, b] = [whole(rows * length, 1), whole(columns * length, 2)];
    const expected = byHand(a, b, size);
    const products = (await loadSimd({ build })).createProducts();
    for (const Numbers of [Float32Array, Float64Array]) {
      const call = { a: Numbers.from(a) as MatrixNumbers, b: Numbers.from(b) as MatrixNumbers, length };
      expect([...products.timesTransposed(call)]).toEqual(expected);
    }
    products.dispose();
  });

  it('keep float64, and NaN where its row and column meet others', async () => {
    const products = (await loadSimd({ build })).createProducts();
    const third = 1 / 3;
    const a = Float64Array.of(third, third, Number.NaN, 0);
    expect([...products.timesTransposed({ a, b: Float64Array.of(1, 1), length: 2 })]).toEqual([
      third + third,
      Number.NaN,
    ]);
  });

  it('write where they are told, and take no rows', async () => {
    const products = (await loadSimd({ build })).createProducts();
    const into = new Float32Array(1).fill(9);
    const [a, b] = [Float32Array.of(2, 3), Float32Array.of(4, 5)];
    expect(products.timesTransposed({ a, b, length: 2, into })).toBe(into);
    expect(into[0]).toBe(23);
    expect(products.timesTransposed({ a: new Float32Array(), b, length: 2 })).toHaveLength(0);
  });
});

describe.skipIf(!hasThreads())('products on threads', () => {
  it('have the bits of one thread, and run one at a time', async () => {
    const call = {
      a: Float32Array.from({ length: 300 * 40 }, Math.sin),
      b: new Float32Array(280 * 40).fill(0.1),
      length: 40,
    };
    const simd = await loadSimd({ threads: 2 });
    const products = simd.createProducts();
    const running = products.timesTransposedParallel(call);
    expect(() => products.timesTransposed(call)).toThrow(
      'timesTransposed: a product must be done before the next begins, but one still runs. Await it, or create other products.',
    );
    const alone = (await loadSimd()).createProducts().timesTransposed(call);
    expect(await running).toEqual(alone);
    simd.dispose();
  });
});

describe('a product that does not fit', () => {
  const a = new Float32Array(6);
  it.each([
    [
      { a, b: a, length: 0 },
      'timesTransposed: length must be a whole number from 1, but 0 came. Give the number of columns of a.',
    ],
    [
      { a, b: new Float32Array(5), length: 3 },
      'timesTransposed: b must hold whole rows of 3 numbers, but it holds 5. Check length.',
    ],
    [
      { a, b: new Float64Array(6), length: 3 },
      'timesTransposed: b must have the type of a, Float32Array, but Float64Array came. Convert one of them.',
    ],
    [
      { a: [1, 2, 3], b: a, length: 3 },
      'timesTransposed: a must be a Float32Array or a Float64Array, but [1, 2, 3] came. Convert it.',
    ],
    [
      { a, b: a, length: 3, into: new Float32Array(3) },
      'timesTransposed: into must hold 2 × 2 numbers, but it holds 3. Leave it out for a new array.',
    ],
  ])('is refused: %#', async (call, message) => {
    const products = (await loadSimd()).createProducts();
    expect(() => products.timesTransposed(call as never)).toThrow(message);
  });
});
