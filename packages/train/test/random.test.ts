import { describe, expect, test } from 'vitest';
import { random, shuffled } from '../src/index.ts';

describe('random', () => {
  test('repeats for the same seeds and differs for others', () => {
    const draw = (...seeds: number[]) => Array.from({ length: 4 }, random(...seeds));
    expect(draw(1, 2)).toEqual(draw(1, 2));
    expect(draw(1, 2)).not.toEqual(draw(2, 1));
  });

  test('is uniform: the mean of 10,000 draws is within four standard errors of a half', () => {
    const next = random(5);
    const mean = Array.from({ length: 10_000 }, next).reduce((sum, x) => sum + x) / 10_000;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 / Math.sqrt(12 * 10_000));
  });

  test('shuffles without losing any', () => {
    const order = shuffled(50, random(1));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect([...order]).not.toEqual([...order].sort((a, b) => a - b));
  });
});
