import { describe, expect, it } from 'vitest';
import { constants, planAt } from '../src/generated/layout.ts';
import { writePlans } from '../src/writePlans.ts';

/** The plans of these exponents, written after eight bytes that they must not touch. */
function planned(p: readonly number[], task: 'pool' | 'gradient' = 'pool') {
  const bytes = new ArrayBuffer(8 + Math.ceil(p.length / 4) * planAt.size);
  const view = new DataView(bytes);
  writePlans(view, 8, Float32Array.from(p), task);
  expect(view.getFloat64(0)).toBe(0);
  const at = (c: number, field: keyof typeof planAt) =>
    8 + Math.floor(c / 4) * planAt.size + planAt[field] + (field === 'kind' ? 0 : 4 * (c % 4));
  return {
    float: (c: number, field: keyof typeof planAt) => view.getFloat32(at(c, field), true),
    bits: (c: number, field: keyof typeof planAt) => view.getInt32(at(c, field), true),
  };
}
const productOf = (p: readonly number[], task: 'pool' | 'gradient' = 'pool') =>
  (planned(p, task).bits(0, 'kind') >> constants.PRODUCT_SHIFT) / 2;

describe('plans', () => {
  it.each([0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6])('take %d by multiplication, but for gradients', (p) => {
    expect(productOf([p, p, p, p])).toBe(p);
    expect(productOf([p])).toBe(p);
    expect(productOf([p, p, p, p], 'gradient')).toBe(0);
  });
  it('take other powers as they are', () => {
    for (const p of [0, 0.25, -1, 4.5, 5.5, 6.5, 7, Infinity]) expect(productOf([p, p, p, p])).toBe(0);
    expect(productOf([3, 3, 3, 2])).toBe(0);
  });

  it('say of each channel which formula is its own, and repeat the last in lanes beyond it', () => {
    const { NEAR, FAR, TIES, NEGATIVE } = constants;
    const { bits, float } = planned([0.49, 0.5, 3, 3, Number.NEGATIVE_INFINITY, -0.25]);
    const lanes = [0, 1, 2, 3, 4, 5, 6, 7];
    expect(lanes.map((c) => bits(c, 'isNear'))).toEqual([-1, 0, 0, 0, 0, -1, -1, -1]);
    expect(lanes.map((c) => bits(c, 'isInfinite'))).toEqual([0, 0, 0, 0, -1, 0, 0, 0]);
    expect(lanes.map((c) => bits(c, 'signs') < 0)).toEqual(lanes.map((c) => c >= 4));
    expect(lanes.map((c) => float(c, 'near'))).toEqual(
      [0.49, 0, 0, 0, 0, -0.25, -0.25, -0.25].map(Math.fround),
    );
    // Lanes that use no power have a harmless exponent of the same sign.
    expect(lanes.map((c) => float(c, 'far'))).toEqual([1, 0.5, 3, 3, -1, -1, -1, -1]);
    expect([bits(0, 'kind'), bits(4, 'kind')]).toEqual([NEAR | FAR, TIES | NEAR | NEGATIVE]);
  });

  it('know where powers count for nothing, and where slopes leave float32: by squares, 2^-110 and 2^-126', () => {
    const p = [3, 0.75, -2, 1];
    const { float } = planned(p);
    const power = (c: number, field: keyof typeof planAt, exponent: number) =>
      2 * Math.log2(float(c, field)) * exponent;
    const [low, flat, negative] = [0, 1, 2];
    for (const c of [low, flat, 3]) {
      expect(power(c, 'lowReach', p[c]!)).toBeCloseTo(-110, 4);
      expect([float(c, 'highReach'), float(c, 'highSlope')]).toEqual([Infinity, Infinity]);
    }
    expect(power(negative, 'highReach', -2)).toBeCloseTo(-110, 4);
    expect(power(negative, 'highSlope', -2)).toBeCloseTo(-126, 4);
    expect([float(negative, 'lowReach'), float(negative, 'lowSlope')]).toEqual([0, 0]);
    // A slope is a power of p - 1.
    expect(power(low, 'lowSlope', 2)).toBeCloseTo(-126, 4);
    expect([float(flat, 'lowSlope'), float(3, 'lowSlope')]).toEqual([0, 0]);
  });
});
