import { describe, expect, it } from 'vitest';
import { type FloatName, rangeReport } from '../../src/index.ts';
import { refusal } from '../refusal.ts';

const report = (p: number | 'inf' | '-inf', dtype: FloatName = 'float32', eps = 1e-6) =>
  rangeReport({ p, dtype, eps, tokens: 196 });

describe('rangeReport', () => {
  it.each([
    [3, '7.0e+12', '2.3e-13', '40.3'],
    [4, '4.3e+9', '3.3e-10', '16.0'],
    [5, '5.1e+7', '2.6e-8', '9.19'],
    [6.5, '8.5e+5', '1.5e-6', '5.51'],
    [10, '7.1e+3', '1.6e-4', '3.03'],
    [25, '34.8', '0.030', '1.56'],
  ])('says where x^%d leaves float32 and float16', (p, overflow, subnormal, half) => {
    const digits = (x: number, like: string) =>
      Number(x.toPrecision(like.replace(/e.*|^0\.0*|\./g, '').length));
    const { naive } = report(p);
    expect(digits(naive.overflow.x, overflow)).toBe(Number(overflow));
    expect(digits(naive.subnormal.x, subnormal)).toBe(Number(subnormal));
    expect(digits(report(p, 'float16').naive.overflow.x, half)).toBe(Number(half));
    expect([naive.overflow.side, naive.subnormal.side]).toEqual(['above', 'below']);
  });
  it('is what float32 does: x^p overflows and vanishes just beyond the edges, not before', () => {
    for (const p of [1.5, 3, 6.5, 25, -2, -7]) {
      const { overflow, zero } = report(p).naive;
      const power = (x: number) => Math.fround(x ** p);
      const [inside, outside] = overflow.side === 'above' ? [0.999, 1.001] : [1.001, 0.999];
      expect(power(overflow.x * inside)).toBeLessThan(Number.POSITIVE_INFINITY);
      expect(power(overflow.x * outside)).toBe(Number.POSITIVE_INFINITY);
      expect(power(zero.x * (zero.side === 'below' ? 1.001 : 0.999))).toBeGreaterThan(0);
      expect(power(zero.x * (zero.side === 'below' ? 0.5 : 2))).toBe(0);
    }
  });
  // numpy.finfo of float16, float32 and float64: max, tiny, smallest_subnormal; for bfloat16 torch.finfo, and tiny / 2^7.
  it.each([
    ['float16', 65504, 6.103515625e-5, 5.9604644775390625e-8],
    ['bfloat16', 3.3895313892515355e38, 1.1754943508222875e-38, 9.183549615799121e-41],
    ['float32', 3.4028234663852886e38, 1.1754943508222875e-38, 1.401298464324817e-45],
    ['float64', 1.7976931348623157e308, 2.2250738585072014e-308, 5e-324],
  ] as const)('knows where %s ends: at p = 1 its edges are its own', (dtype, huge, tiny, smallest) => {
    const { overflow, sumOverflow, subnormal, zero } = report(1, dtype).naive;
    expect([overflow.x, sumOverflow.x, subnormal.x, zero.x]).toEqual([huge, huge / 196, tiny, smallest]);
  });
  it('tells what becomes of eps: subnormal from p = 6.32 on, 0 from 7.48', () => {
    const at = (p: number) => report(p).naive.atEps;
    expect([6.32, 6.33, 7.47, 7.48].map(at)).toEqual(['fine', 'subnormal', 'subnormal', 'zero']);
    expect([-6, -7].map(at)).toEqual(['fine', 'overflows']);
    expect(([0, 'inf', '-inf'] as const).map((p) => report(p).naive.atEps)).toEqual([
      'undefined',
      'undefined',
      'undefined',
    ]);
  });
  it('gives a safe eps, for the naive formula and for the one used here', () => {
    for (const p of [3, 6.5, 25, -1, -4]) {
      const { naive, chosen } = report(p).safeEps;
      const at = (eps: number) => report(p, 'float32', eps).naive.atEps;
      expect(at(naive * 1.001)).toBe('fine');
      expect(at(naive * 0.999)).toBe(p > 0 ? 'subnormal' : 'overflows');
      expect(chosen).toBe(2 ** -126);
    }
  });
  it('counts the tokens where a sum overflows', () => {
    const { overflow, sumOverflow } = report(3).naive;
    expect(overflow.x / sumOverflow.x).toBeCloseTo(196 ** (1 / 3), 12);
  });
  it('says which form runs, and which tokens are silent in it', () => {
    const forms = ([3, -3, 0.2, 'inf'] as const).map((p) => report(p).chosen.form);
    expect(forms).toEqual([
      'relative to the largest',
      'relative to the smallest',
      'around the geometric mean',
      'extreme',
    ]);
    const { silentBelowRatio, sum, dtype } = report(4, 'float16').chosen;
    expect([dtype, sum]).toEqual(['float32', [1 / 196, 1]]);
    // A term below the roundoff of 1/196 does not change a sum of at least 1/196.
    const least = Math.fround(1 / 196);
    expect(Math.fround(least + (silentBelowRatio * 0.8) ** 4)).toBe(least);
  });
  it.each([
    [{ p: Number.NaN }, 'p must be a number, "inf" or "-inf", but NaN came.'],
    [{ eps: 0 }, 'eps must be a number above 0, but 0 came.'],
    [{ tokens: 0 }, 'tokens must be a whole number from 1, but 0 came.'],
    [{ dtype: 'int8' }, 'dtype must be one of float16, bfloat16, float32, float64, but "int8" came.'],
  ])('refuses %j', (wrong, message) => {
    expect(refusal(() => rangeReport({ p: 3, tokens: 1, ...wrong } as never))).toBe(
      `value | rangeReport: ${message}`,
    );
  });
});
