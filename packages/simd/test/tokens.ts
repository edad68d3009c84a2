import { type PoolingSpecInput, poolArray } from '@ggem/core';
import type { Shape, TokenArray } from '../src/index.ts';

/** Numbers between -0.6 and 2.4 that are always the same. */
export function someTokens(shape: Shape, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32) * 3 - 0.6;
  });
}

/** The largest relative error against core's float64 loops. */
export function worstError(
  y: ArrayLike<number>,
  { data, shape }: TokenArray<Float32Array>,
  spec: PoolingSpecInput,
): number {
  const expected = poolArray({ data, shape }, spec);
  return Math.max(...expected.map((value, i) => Math.abs(y[i]! / value - 1)));
}

/** The index of the first number that differs; -1 if none does. Vitest's matchers take seconds for so many numbers. */
export function firstDifference(a: Float32Array, b: Float32Array): number {
  return a.findIndex((value, i) => !Object.is(value, b[i]));
}
