import type { ArrayTokens } from '../src/index.ts';

/** One image with one channel: the tokens are the given numbers. */
export function column(...values: number[]): ArrayTokens {
  return { data: values, shape: [1, values.length, 1] };
}

/** Largest absolute difference; NaN or different lengths are infinitely far. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Object.is(a[i], b[i]) ? 0 : Math.abs(a[i]! - b[i]!);
    largest = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : Math.max(largest, difference);
  }
  return largest;
}
