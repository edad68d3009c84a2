/*
 * Logarithm and exponential in float64, two lanes. They are used where something runs once for each channel, and for
 * exponents near 0, where the power mean divides small differences by p. Both are exact to about 1e-15.
 */

/** Upper half of the bits of `√½`. */
const HALF_WAY: i64 = 0x3fe6a09e_00000000;
const EXPONENT: i64 = 0xfff0000000000000;
const ROUNDER: f64 = 6755399441055744;

export const LN2: f64 = 0.6931471805599453;
export const LOG2E: f64 = 1.4426950408889634;

// @ts-ignore: decorator
@inline
function madd(a: v128, b: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(a, b), f64x2.splat(c));
}

/** `log2 x` of normal numbers above 0. */
export function log2Double(x: v128): v128 {
  const field = v128.and(i64x2.sub(x, i64x2.splat(HALF_WAY)), i64x2.splat(EXPONENT));
  const m = i64x2.sub(x, field);
  const upper = i32x4.shr_s(i32x4.shuffle(field, field, 1, 3, 1, 3), 20);
  const k = f64x2.convert_low_i32x4_s(upper);
  const one = f64x2.splat(1);
  const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
  return f64x2.add(oddLog2(s), k);
}

/** `log2((1 + s) / (1 - s))` for `|s| < 0.1716`: minimax, absolute error 1e-16. */
export function oddLog2(s: v128): v128 {
  const t = f64x2.mul(s, s);
  let y = madd(f64x2.splat(0.24608171592480013), t, 0.2611415436476163);
  y = madd(y, t, 0.32062751988975696);
  y = madd(y, t, 0.41219820558126324);
  y = madd(y, t, 0.5770780189316037);
  y = madd(y, t, 0.9617966939181407);
  y = madd(y, t, 2.885390081777934);
  return f64x2.mul(y, s);
}

/** `2^z`, at least `2^-1000` and at most `2^1000`. */
export function exp2Double(z: v128): v128 {
  z = f64x2.pmin(f64x2.pmax(z, f64x2.splat(-1000)), f64x2.splat(1000));
  const round = f64x2.add(z, f64x2.splat(ROUNDER));
  const f = f64x2.sub(z, f64x2.sub(round, f64x2.splat(ROUNDER)));
  let y = madd(f64x2.splat(0.000000007074194561624906), f, 1.0211476257948755e-7);
  y = madd(y, f, 1.3215433539643205e-6);
  y = madd(y, f, 1.5252641589522198e-5);
  y = madd(y, f, 0.00015403530458701158);
  y = madd(y, f, 0.0013333558259546658);
  y = madd(y, f, 0.009618129107595108);
  y = madd(y, f, 0.05550410866424369);
  y = madd(y, f, 0.2402265069591012);
  y = madd(y, f, 0.6931471805599538);
  y = madd(y, f, 1);
  return i64x2.add(y, i64x2.shl(round, 52));
}
