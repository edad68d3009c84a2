import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { poolArray, poolArrayGradient, poolingWeightsArray } from '../src/index.ts';
import { column, distance } from './arrays.ts';

const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
const tokens = fc.array(positive, { minLength: 1, maxLength: 12 });
const finiteP = fc.oneof(
  fc.double({ min: -20, max: 20, noNaN: true }),
  fc.double({ min: -0.6, max: 0.6, noNaN: true }),
  fc.constantFrom(-1, 0, 1, 3),
);
const weighted = fc.array(fc.tuple(positive, fc.double({ min: 0.01, max: 100, noNaN: true })), {
  minLength: 1,
  maxLength: 12,
});
const close = (a: number, b: number, scale = Math.abs(b)) =>
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-11 * scale);
const gem = (p: number) => ({ type: 'gem', p }) as const;

describe('power means', () => {
  it("obey Euler's identity: Σ x ∂y/∂x = y", () => {
    fc.assert(
      fc.property(weighted, finiteP, (pairs, p) => {
        const x = pairs.map(([value]) => value);
        const weights = pairs.map(([, weight]) => weight);
        const [y] = poolArray(column(...x), gem(p), { tokenWeights: weights });
        const { tokens: dx } = poolArrayGradient(column(...x), gem(p), [1], { tokenWeights: weights });
        close(
          dx.reduce((sum, slope, i) => sum + slope * x[i]!, 0),
          y!,
        );
      }),
    );
  });

  it('lie between the smallest and the largest token', () => {
    fc.assert(
      fc.property(tokens, finiteP, (x, p) => {
        const [y] = poolArray(column(...x), gem(p));
        expect(y).toBeGreaterThanOrEqual(Math.min(...x) * (1 - 1e-12));
        expect(y).toBeLessThanOrEqual(Math.max(...x) * (1 + 1e-12));
      }),
    );
  });

  it('scale with their tokens: M(c x) = c M(x)', () => {
    fc.assert(
      fc.property(tokens, finiteP, fc.double({ min: 1e-2, max: 1e8, noNaN: true }), (x, p, c) => {
        const spec = { ...gem(p), eps: 1e-30 };
        close(
          poolArray(column(...x.map((value) => c * value)), spec)[0]!,
          c * poolArray(column(...x), spec)[0]!,
        );
      }),
    );
  });

  it('do not fall as p grows, and ∂y/∂p is not negative', () => {
    fc.assert(
      fc.property(tokens, finiteP, finiteP, (x, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const [atLow, atHigh] = [
          poolArray(column(...x), gem(low))[0]!,
          poolArray(column(...x), gem(high))[0]!,
        ];
        expect(atLow).toBeLessThanOrEqual(atHigh * (1 + 1e-12));
        expect(poolArrayGradient(column(...x), gem(a), [1]).parameters.p![0]).toBeGreaterThanOrEqual(
          -1e-12 * Math.max(...x),
        );
      }),
    );
  });

  it('have gradients within 0 and 1 that sum to at most 1 for p ≥ 1', () => {
    fc.assert(
      fc.property(tokens, fc.double({ min: 1, max: 30, noNaN: true }), (x, p) => {
        const { tokens: dx } = poolArrayGradient(column(...x), gem(p), [1]);
        for (const slope of dx) expect(slope).toBeGreaterThanOrEqual(0);
        expect(dx.reduce((sum, slope) => sum + slope, 0)).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it('have weights that sum to 1, with ∂y/∂x = w y / x', () => {
    fc.assert(
      fc.property(tokens, finiteP, (x, p) => {
        const w = poolingWeightsArray(column(...x), gem(p));
        const { tokens: dx } = poolArrayGradient(column(...x), gem(p), [1]);
        const [y] = poolArray(column(...x), gem(p));
        close(
          w.reduce((sum, weight) => sum + weight, 0),
          1,
        );
        x.forEach((value, i) => {
          close(dx[i]!, (w[i]! * y!) / value, y! / value);
        });
      }),
    );
  });

  it('differentiate as finite differences say, in tokens and p', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 2, maxLength: 6 }),
        finiteP,
        (x, p) => {
          const step = 1e-5;
          const at = (exponent: number, first: number) =>
            poolArray(column(first, ...x.slice(1)), gem(exponent))[0]!;
          const gradient = poolArrayGradient(column(...x), gem(p), [1]);
          const byP = (at(p + step, x[0]!) - at(p - step, x[0]!)) / (2 * step);
          const h = step * x[0]!;
          const byFirst = (at(p, x[0]! + h) - at(p, x[0]! - h)) / (2 * h);
          expect(Math.abs(gradient.parameters.p![0]! - byP)).toBeLessThan(1e-6 * Math.max(...x));
          expect(Math.abs(gradient.tokens[0]! - byFirst)).toBeLessThan(
            1e-5 * Math.max(1, ...x.map((value) => value / x[0]!)),
          );
        },
      ),
    );
  });
});

describe('poolings agree where they must', () => {
  const images = fc.record({
    data: fc.array(fc.double({ min: 0.01, max: 10, noNaN: true }), { minLength: 24, maxLength: 24 }),
    mask: fc.array(fc.constantFrom(0, 1), { minLength: 6, maxLength: 6 }),
  });
  const shape = [2, 3, 4] as const;

  it('ggem with one group is gem, whatever the layout', () => {
    fc.assert(
      fc.property(images, finiteP, ({ data, mask }, p) => {
        for (const layout of ['contiguous', 'interleaved'] as const) {
          const ggem = { type: 'ggem', groups: 1, p, layout } as const;
          expect(poolArray({ data, shape }, ggem, { mask })).toEqual(
            poolArray({ data, shape }, gem(p), { mask }),
          );
          expect(poolArrayGradient({ data, shape }, ggem, data.slice(8, 16), { mask })).toEqual(
            poolArrayGradient({ data, shape }, gem(p), data.slice(8, 16), { mask }),
          );
        }
      }),
    );
  });

  it('p = 1 is the mean, p = ±∞ are max and min, each with its gradient', () => {
    fc.assert(
      fc.property(images, ({ data, mask }) => {
        const dy = data.slice(0, 8);
        const both = (spec: Parameters<typeof poolArray>[1]) => [
          ...poolArray({ data, shape }, spec, { mask }),
          ...poolArrayGradient({ data, shape }, spec, dy, { mask }).tokens,
          ...poolingWeightsArray({ data, shape }, { ...spec }, { mask }),
        ];
        const [mean, one] = [both({ type: 'mean' }), both(gem(1))];
        expect(distance(mean.slice(0, 32), one.slice(0, 32))).toBeLessThan(1e-13);
        expect(both({ type: 'gem', p: 'inf' })).toEqual(both({ type: 'max' }));
        const negated = data.map((x) => -x);
        const min = poolArray({ data: negated, shape }, { type: 'max' }, { mask }).map((y) =>
          y === 0 ? 0 : -y,
        );
        expect(poolArray({ data, shape }, { type: 'gem', p: '-inf' }, { mask })).toEqual(min);
      }),
    );
  });

  it('the order of tokens does not matter, and a mask is as good as leaving tokens out', () => {
    const specs = [{ type: 'mean' }, { type: 'max' }, gem(3), gem(-2), gem(0.1)] as const;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(positive, fc.constantFrom(0, 1)), { minLength: 2, maxLength: 10 }),
        fc.constantFrom(...specs),
        (pairs, spec) => {
          const x = pairs.map(([value]) => value);
          const mask = pairs.map(([, keep]) => keep);
          const kept = x.filter((_, i) => mask[i] === 1);
          const [y] = poolArray(column(...x), spec, { mask });
          close(poolArray(column(...[...x].reverse()), spec, { mask: [...mask].reverse() })[0]!, y!);
          if (kept.length > 0) close(poolArray(column(...kept), spec)[0]!, y!);
        },
      ),
    );
  });
});
