import { bits, madd, splat } from './lanes';

/*
 * `(x / ref)^p` in float32 as `2^(p log2(x / ref))`, for ratios in (0, 1] over the whole float range.
 *
 * The logarithm is taken from the bits: with `x = m 2^k`, `m` in `[ref √½, ref √2)`, `k` is the exponent field of
 * `bits(x) - bits(ref √½)`, since a factor of two changes only the exponent of a float. So `k` is exact. The rest,
 * `log2(m / ref)`, is an odd function of `s = (m - ref) / (m + ref)`, |s| < 0.1716, in which nothing cancels.
 */

/** For `positive` of sums and slopes: no exponent is below 0, or any may be. */
export const POSITIVE_EXPONENTS: bool = true;
export const ANY_EXPONENTS: bool = false;

/** `√½`: mantissas below it belong to the next power of two. */
const HALF_WAY: f32 = 0.70710678;

/** Sign and exponent of a float. */
const EXPONENT: i32 = 0xff800000;

const ONE: i32 = 0x3f800000;

/** A sum with it rounds a small float to an integer, which is then in the low bits. */
const ROUNDER: f32 = 12582912;

/** `2^-23`: times this, an exponent field that is read as an integer is the exponent. */
export const EXPONENT_UNIT: f32 = 1.1920928955078125e-7;

/*
 * `log2((1 + s) / (1 - s)) ≈ s (LOG0 + LOG1 s² + LOG2 s⁴)`: minimax for |s| ≤ 0.1716, absolute error 5.7e-8.
 */
export const LOG0: f32 = 2.8853921467220904;
export const LOG1: f32 = 0.9613540375287214;
export const LOG2: f32 = 0.6021510306388383;

/** The exponent of `ref` in its bits: without it `ref` is in [1, 2), where no intermediate value overflows. */
// @ts-ignore: decorator
@inline
export function shiftOf(ref: v128): v128 {
  return i32x4.sub(v128.and(ref, bits(EXPONENT)), bits(ONE));
}

/** `ref` without its exponent, in [1, 2). */
// @ts-ignore: decorator
@inline
export function unitOf(ref: v128, shift: v128): v128 {
  return i32x4.sub(ref, shift);
}

/** The bits of `ref √½`. */
// @ts-ignore: decorator
@inline
export function thresholdOf(unit: v128, shift: v128): v128 {
  return i32x4.add(f32x4.mul(unit, splat(HALF_WAY)), shift);
}

/** `k`, in the bits of the exponent. */
// @ts-ignore: decorator
@inline
export function exponentField(x: v128, threshold: v128): v128 {
  return v128.and(i32x4.sub(x, threshold), bits(EXPONENT));
}

/** `m`, in the scale of `unit`. */
// @ts-ignore: decorator
@inline
export function mantissa(x: v128, shift: v128, field: v128): v128 {
  return i32x4.sub(x, i32x4.add(field, shift));
}

/** `p log2(x / ref)`; the coefficients hold `p`. */
// @ts-ignore: decorator
@inline
export function scaledLog(
  field: v128,
  m: v128,
  unit: v128,
  perField: v128,
  c0: v128,
  c1: v128,
  c2: v128,
): v128 {
  const s = f32x4.div(f32x4.sub(m, unit), f32x4.add(m, unit));
  const t = f32x4.mul(s, s);
  const whole = f32x4.mul(f32x4.convert_i32x4_s(field), perField);
  return madd(madd(madd(c2, t, c1), t, c0), s, whole);
}

/** `z` rounded to an integer, in the low bits. */
// @ts-ignore: decorator
@inline
export function rounded(z: v128): v128 {
  return f32x4.add(z, splat(ROUNDER));
}

/** `2^(z - rounded z)` by a minimax polynomial that is exactly 1 at 0; relative error 9.1e-8. */
// @ts-ignore: decorator
@inline
export function exp2Rest(z: v128, round: v128): v128 {
  return exp2Near(f32x4.sub(z, f32x4.sub(round, splat(ROUNDER))));
}

/** `2^f` for `|f| ≤ 1/2`. */
// @ts-ignore: decorator
@inline
export function exp2Near(f: v128): v128 {
  let y = madd(splat(0.0013264727140099139), f, splat(0.009671512639941765));
  y = madd(y, f, splat(0.055507337434698045));
  y = madd(y, f, splat(0.24022242085377027));
  y = madd(y, f, splat(0.6931469775989925));
  return madd(y, f, splat(1));
}

/** `2^z` for `-126 < z < 127`. */
// @ts-ignore: decorator
@inline
export function exp2(z: v128): v128 {
  const round = rounded(z);
  return i32x4.add(exp2Rest(z, round), i32x4.shl(round, 23));
}

/** The largest power of two not above `ref`; ∞ and NaN stay. */
// @ts-ignore: decorator
@inline
export function powerOfTwoIn(ref: v128): v128 {
  return v128.bitselect(v128.and(ref, bits(EXPONENT)), ref, f32x4.lt(ref, splat(Infinity)));
}

/** `ref reach²`. The reach is stored as its root, since a ratio between floats may be no float itself. */
// @ts-ignore: decorator
@inline
export function twice(ref: v128, reach: v128): v128 {
  return f32x4.mul(f32x4.mul(ref, reach), reach);
}
