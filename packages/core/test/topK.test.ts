import { describe, expect, it } from 'vitest';
import { poolArray, poolArrayGradient, poolingWeightsArray } from '../src/index.ts';
import { column } from './arrays.ts';
import { refusal } from './refusal.ts';

const topK = (k: number) => ({ type: 'topK', k }) as const;
const pooled = (k: number, values: readonly number[], options = {}) =>
  poolArray(column(...values), topK(k), options)[0]!;

describe('the mean of the k largest', () => {
  it('takes them by value, wherever they stand', () => {
    expect(pooled(1, [3, 9, -1, 5])).toBe(9);
    expect(pooled(2, [3, 9, -1, 5])).toBe(7);
    expect(pooled(3, [3, 9, -1, 5])).toBeCloseTo(17 / 3, 14);
  });
  it('is the mean of all where k reaches the kept tokens, or goes beyond', () => {
    for (const k of [4, 5, 100]) expect(pooled(k, [3, 9, -1, 5])).toBe(4);
    expect(pooled(3, [3, 9, -1, 5], { mask: [1, 0, 1, 0] })).toBe(1);
  });
  it('weighs the chosen tokens, which are chosen by value alone', () => {
    // 9 and 5 are the largest: (9 · 1 + 5 · 3) / 4.
    expect(pooled(2, [3, 9, -1, 5], { tokenWeights: [100, 1, 1, 3] })).toBe(6);
  });
  it('shares the last place among ties', () => {
    const w = poolingWeightsArray(column(5, 5, 9, 5), topK(2));
    expect([...w]).toEqual([1 / 6, 1 / 6, 1 / 2, 1 / 6].map((one) => expect.closeTo(one, 15)));
    expect([...poolArrayGradient(column(2, 2), topK(1), [1]).tokens]).toEqual([0.5, 0.5]);
    expect([...poolArrayGradient(column(2, 2), topK(1), [1], { tokenWeights: [1, 3] }).tokens]).toEqual([
      0.25, 0.75,
    ]);
  });
  it('keeps infinities below the k largest out, and NaN in', () => {
    expect(pooled(2, [1, Number.NEGATIVE_INFINITY, 3])).toBe(2);
    expect(pooled(3, [1, Number.NEGATIVE_INFINITY, 3])).toBe(Number.NEGATIVE_INFINITY);
    expect(pooled(2, [1, Number.POSITIVE_INFINITY, 3])).toBe(Number.POSITIVE_INFINITY);
    expect(pooled(1, [1, Number.NaN, 3])).toBeNaN();
    expect(pooled(1, [1, Number.NaN, 3], { mask: [1, 0, 1] })).toBe(3);
  });
  it('of 64 of 197 tokens is the mean of the first 64 of the sorted ones', () => {
    const values = Array.from({ length: 197 }, (_, i) => Math.fround(Math.sin(i * 12.9898)));
    const first = [...values].sort((a, b) => b - a).slice(0, 64);
    expect(pooled(64, values)).toBeCloseTo(first.reduce((sum, one) => sum + one, 0) / 64, 14);
  });
  it('gives zeros where nothing is kept', () => {
    expect(pooled(2, [1, 2], { mask: [0, 0] })).toBe(0);
  });
});

describe('k', () => {
  it('has no default and is a whole number from 1', () => {
    const rule = 'must be a whole number from 1: how many values of each channel count, but';
    const given = [undefined, 0, 1.5].map((k) => refusal(() => pooled(k as number, [1])));
    expect(given).toEqual([
      `spec | topK: k ${rule} undefined came.`,
      `spec | topK: k ${rule} 0 came.`,
      `spec | topK: k ${rule} 1.5 came.`,
    ]);
  });
});
