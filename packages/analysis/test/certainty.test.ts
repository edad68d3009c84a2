import { describe, expect, it } from 'vitest';
import {
  imagesToResolve,
  mcnemar,
  pairedBootstrap,
  pairedDeviation,
  seedInterval,
  smallestDifference,
} from '../src/index.ts';
import { expectedCases } from './expected.ts';

describe('the paired bootstrap', () => {
  interface Case {
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly low: number;
    readonly high: number;
    readonly standardError: number;
  }
  const [one] = expectedCases<Case>('certainty', /^bootstrap/);

  it('over images has the percentiles of scipy, as far as draws can say', () => {
    const { low, high, standardError, difference, resolved } = pairedBootstrap({ a: one!.a, b: one!.b });
    // With 10,000 draws, the ends differ from one seed to another by about 0.03 deviations.
    expect(Math.abs(low - one!.low)).toBeLessThan(0.1 * one!.standardError);
    expect(Math.abs(high - one!.high)).toBeLessThan(0.1 * one!.standardError);
    expect(Math.abs(standardError / one!.standardError - 1)).toBeLessThan(0.03);
    expect(low < difference && difference < high).toBe(true);
    expect(resolved).toBe(low > 0);
  });

  it('gives the same from the same seed, and something near it from another', () => {
    const call = { a: one!.a, b: one!.b, draws: 1000 };
    expect(pairedBootstrap(call)).toEqual(pairedBootstrap({ ...call, seed: 1 }));
    expect(pairedBootstrap({ ...call, seed: 2 }).low).not.toBe(pairedBootstrap(call).low);
  });

  it('over classes draws each with all of its images', () => {
    // Two draws from two classes: x twice with mean 1, y twice with mean 0, or both with mean (3 + 0) / 4. The differences of
    // class x are 1, 1, 1, that of class y is 0.
    const call = { a: [1, 1, 1, 0], b: [0, 0, 0, 0], classes: ['x', 'x', 'x', 'y'] };
    const { low, high, difference, standardError } = pairedBootstrap(call);
    expect([low, high, difference]).toEqual([0, 1, 0.75]);
    // 0 and 1 are a quarter of the draws each, and 0.75 is half of them.
    const values = [0, 1, 0.75, 0.75];
    const mean = 0.625;
    const exact = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4);
    expect(Math.abs(standardError / exact - 1)).toBeLessThan(0.03);
  });

  it.each([
    [
      { a: [1], b: [1, 2] },
      'pairedBootstrap: a and b must have outcomes of the same images, at least one, but 1 and 2 came. Compare runs on the same images, in the same order.',
    ],
    [
      { a: [], b: [] },
      'pairedBootstrap: a and b must have outcomes of the same images, at least one, but 0 and 0 came. Compare runs on the same images, in the same order.',
    ],
    [
      { a: [Number.NaN], b: [1] },
      'pairedBootstrap: a must be finite numbers or booleans, but NaN at index 0 came. Leave out images without an outcome, in both runs.',
    ],
    [
      { a: [1, 2], b: [1, 2], classes: [3, 3] },
      'pairedBootstrap: classes must be two or more to be drawn, but 1 came. Draw images: leave classes out.',
    ],
    [
      { a: [1], b: [1], level: 95 },
      'pairedBootstrap: level must be a number between 0 and 1, but 95 came. Give a share, such as 0.95.',
    ],
    [
      { a: [1], b: [1], draws: 3 },
      'pairedBootstrap: draws must be a whole number from 100, but 3 came. Draw some thousand times.',
    ],
  ])('refuses %#', (call, message) => {
    expect(() => pairedBootstrap(call)).toThrow(message);
  });
});

describe("McNemar's test", () => {
  interface Case {
    readonly onlyA: number;
    readonly onlyB: number;
    readonly pValue: number;
  }

  it.each(expectedCases<Case>('certainty', /^mcnemar/))('has the p of scipy at $onlyA and $onlyB', (one) => {
    const [both, neither] = [
      [1, 1],
      [0, 0],
    ];
    const split = (right: number, wrong: number) => [...Array(right).fill(1), ...Array(wrong).fill(0)];
    const a = [...split(one.onlyA, one.onlyB), ...both, ...neither];
    const b = [...split(one.onlyA, one.onlyB).map((value) => 1 - value), ...both, ...neither];
    const result = mcnemar(a, b);
    expect([result.onlyA, result.onlyB]).toEqual([one.onlyA, one.onlyB]);
    expect(Math.abs(result.pValue / one.pValue - 1)).toBeLessThan(1e-11);
  });

  it('takes booleans, and refuses what is neither right nor wrong', () => {
    expect(mcnemar([true, false], [false, false])).toEqual({ onlyA: 1, onlyB: 0, pValue: 1 });
    expect(() => mcnemar([0.5], [1])).toThrow(
      'mcnemar: a must be 1 where an image was right and 0 where it was wrong, but 0.5 at index 0 came. For other outcomes, draw: pairedBootstrap.',
    );
  });
});

describe('intervals over seeds', () => {
  interface Case {
    readonly a: readonly number[];
    readonly b: readonly number[];
    readonly level: number;
    readonly low: number;
    readonly high: number;
  }

  it.each(expectedCases<Case>('certainty', /^seeds/))(
    'are those of scipy: $a.length seeds at $level',
    (one) => {
      const { low, high } = seedInterval(one.a, one.b, one);
      expect(Math.abs(low - one.low)).toBeLessThan(1e-9);
      expect(Math.abs(high - one.high)).toBeLessThan(1e-9);
    },
  );

  it('need two seeds', () => {
    expect(() => seedInterval([1], [2])).toThrow(
      'seedInterval: seeds must be two or more, but 1 came. Train from more seeds.',
    );
  });
});

describe('what images can resolve', () => {
  interface Case {
    readonly level: number;
    readonly power: number;
    readonly deviation: number;
    readonly images: number;
    readonly smallest: number;
  }

  it.each(expectedCases<Case>('certainty', /^resolution/))(
    'is by the quantiles of scipy at $level and $power',
    (one) => {
      const smallest = smallestDifference(one.deviation, one.images, one);
      expect(Math.abs(smallest / one.smallest - 1)).toBeLessThan(1e-12);
      expect(imagesToResolve(one.deviation, smallest * 1.0001, one)).toBe(one.images);
      expect(imagesToResolve(one.deviation, smallest * 0.9999, one)).toBe(one.images + 1);
    },
  );

  it('is 2.8 deviations over the root of the images', () => {
    expect(smallestDifference(1, 100)).toBeCloseTo(0.28, 2);
    // Differences 1, -1, 0, 0: √(2 / 3).
    expect(pairedDeviation([true, false, true, false], [false, true, true, false])).toBeCloseTo(
      Math.sqrt(2 / 3),
      14,
    );
    expect(() => smallestDifference(-1, 10)).toThrow(
      'smallestDifference: deviation must be a number from 0, but -1 came. Take that of pairedDeviation.',
    );
  });
});
