/*
 * Logarithm and exponential in float64, two lanes: for what runs once a channel, and for exponents near 0, where the
 * power mean divides small differences by p. Both are exact to about 1e-15.
 */

/** Upper half of the bits of `√½`. */
const HALF_WAY: i64 = 0x3fe6a09e_00000000;
const EXPONENT: i64 = 0xfff0000000000000;
const ROUNDER: f64 = 6755399441055744;

export const LN2: f64 = 0.693147180559945309;
export const LOG2E: f64 = 1.44269504088896341;

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
  let y = madd(f64x2.splat(0.246081715924800138), t, 0.261141543647616347);
  y = madd(y, t, 0.320627519889756958);
  y = madd(y, t, 0.412198205581263238);
  y = madd(y, t, 0.577078018931603758);
  y = madd(y, t, 0.961796693918140707);
  y = madd(y, t, 2.88539008177793381);
  return f64x2.mul(y, s);
}

/** `2^z`; held at `2^±1000`. */
export function exp2Double(z: v128): v128 {
  z = f64x2.pmin(f64x2.pmax(z, f64x2.splat(-1000)), f64x2.splat(1000));
  const round = f64x2.add(z, f64x2.splat(ROUNDER));
  const f = f64x2.sub(z, f64x2.sub(round, f64x2.splat(ROUNDER)));
  let y = madd(f64x2.splat(7.07419456162490646e-9), f, 1.0211476257948756e-7);
  y = madd(y, f, 1.32154335396432046e-6);
  y = madd(y, f, 0.0000152526415895221978);
  y = madd(y, f, 0.000154035304587011572);
  y = madd(y, f, 0.00133335582595466587);
  y = madd(y, f, 0.00961812910759510761);
  y = madd(y, f, 0.0555041086642436878);
  y = madd(y, f, 0.240226506959101203);
  y = madd(y, f, 0.693147180559953808);
  y = madd(y, f, 1);
  return i64x2.add(y, i64x2.shl(round, 52));
}
