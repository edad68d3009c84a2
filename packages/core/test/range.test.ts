import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrayOps, fromRange, type PRange, rangeGradient, toRange } from '../src/index.ts';

const ranges: PRange[] = [
  [1, null],
  [null, 8],
  [1, 10],
  [-3, -0.5],
];
const one = (value: number) => arrayOps.constant([value]);
const at = (range: PRange, raw: number) => toRange(arrayOps, range, one(raw)).data[0]!;

describe.each(ranges.map((range) => [JSON.stringify(range), range] as const))('range %s', (_, range) => {
  const [low, high] = [range[0] ?? Number.NEGATIVE_INFINITY, range[1] ?? Number.POSITIVE_INFINITY];
  const inside = fc.double({
    min: Math.max(low, -50),
    max: Math.min(high, 50),
    minExcluded: true,
    maxExcluded: true,
    noNaN: true,
  });

  it('comes back exactly from its inverse', () => {
    fc.assert(
      fc.property(inside, (p) => {
        // Nearer than 1e-9 to an end, the distance from that end has too few digits left.
        fc.pre(p - low > 1e-9 && high - p > 1e-9);
        expect(Math.abs(at(range, fromRange(range, p)) - p)).toBeLessThanOrEqual(
          1e-13 * Math.max(1, Math.abs(p)),
        );
      }),
    );
  });
  it('holds any raw value, however large, and grows with it', () => {
    let last = Number.NEGATIVE_INFINITY;
    for (const raw of [-1e300, -800, -40, -1, 0, 1, 40, 800]) {
      const p = at(range, raw);
      expect(p).toBeGreaterThanOrEqual(Math.max(low, last));
      expect(p).toBeLessThanOrEqual(high);
      last = p;
    }
  });
  it('differentiates as finite differences say, finitely everywhere', () => {
    for (const raw of [-800, -30, -2, -1e-3, 0, 0.7, 30, 800]) {
      const slope = rangeGradient(arrayOps, range, one(at(range, raw)), one(1)).data[0]!;
      expect(slope).toBeCloseTo((at(range, raw + 1e-6) - at(range, raw - 1e-6)) / 2e-6, 7);
    }
  });
});
