import { expect, it } from 'vitest';
import { loadModule } from '../src/loadModule.ts';
import { MemoryPool } from '../src/memoryPool.ts';
import { PlacedProducts, productRoom } from '../src/products/placedProducts.ts';

type Sizes = readonly [rows: number, columns: number, length: number];

// Less than a vector and a pair; more than each; rows, columns and sums in several pieces.
const sizes: readonly Sizes[] = [
  [1, 1, 1],
  [3, 5, 7],
  [2, 20, 130],
  [257, 18, 6],
  [5, 1030, 3],
  [12, 48, 700],
];

/** Whole numbers from -8 to 8: float32 holds every sum of their products here. */
function whole(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => ((i * 7919 + seed * 104729) % 17) - 8);
}

function byHand(a: Float32Array, b: Float32Array, c: Float32Array, [, columns, length]: Sizes): number[] {
  return Array.from(c, (before, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let sum = before;
    for (let i = 0; i < length; i++) sum += a[row * length + i]! * b[i * columns + column]!;
    return sum;
  });
}

const memories = new MemoryPool(await loadModule('simd', { shared: false }), undefined);
const { memory, kernels } = memories.take(2 ** 22 + productRoom);
const products = new PlacedProducts({ memory, kernels, start: 2 ** 22 });

/** The same numbers in the memory of the kernels, from a place on. */
function placed(numbers: Float32Array, at: number): Float32Array {
  const there = new Float32Array(memory.buffer, at, numbers.length);
  there.set(numbers);
  return there;
}

it.each(sizes)('are added exactly for whole numbers, %d × %d of %d, straight and turned', (...size) => {
  const [rows, columns, length] = size;
  const [a, b, c] = [whole(rows * length, 1), whole(length * columns, 2), whole(rows * columns, 3)];
  const expected = byHand(a, b, c, size);
  const turned = Float32Array.from(a, (_, i) => a[(i % rows) * length + Math.floor(i / rows)]!);
  for (const call of [
    { a, turned: false },
    { a: turned, turned: true },
  ]) {
    const sum = c.slice();
    products.add({ ...call, b, c: sum, rows, length, columns });
    expect([...sum]).toEqual(expected);
    // Where matrices lie in the memory of the kernels, what follows them there is left alone.
    const after = placed(Float32Array.of(7, 7, 7, 7), 2 ** 21 + rows * columns * 4);
    const there = placed(c, 2 ** 21);
    products.add({ ...call, b: placed(b, 16), c: there, rows, length, columns });
    expect([...there]).toEqual(expected);
    expect([...after]).toEqual([7, 7, 7, 7]);
  }
});

it.each([
  [3, 5, 8],
  [258, 12, 96],
  [2, 4, 2048],
])('by rows are exact for whole numbers, %d × %d of %d', (rows, columns, length) => {
  const [a, b] = [whole(rows * length, 1), whole(columns * length, 2)];
  const turned = Float32Array.from(b, (_, i) => b[(i % columns) * length + Math.floor(i / columns)]!);
  const expected = byHand(a, turned, new Float32Array(rows * columns), [rows, columns, length]);
  expect([...products.dots({ a: placed(a, 16), b, length })!]).toEqual(expected);
});

it.each([
  ['rows of no whole vectors', 7, 1],
  ['rows so long that sums lose digits', 2052, 1],
  ['a B that is too large', 1024, 260],
])('by rows leave %s to others', (_, length, columns) => {
  const a = placed(whole(length, 1), 16);
  expect(products.dots({ a, b: whole(columns * length, 2), length })).toBeUndefined();
});

it('by rows leave what lies elsewhere to others', () => {
  expect(products.dots({ a: whole(8, 1), b: whole(8, 2), length: 8 })).toBeUndefined();
});
