import { exp2Double, LN2, LOG2E, log2Double, oddLog2 } from './double';

/*
 * The formulas around p = 0, in float64; core's powerMeanNearZero.ts derives them:
 *
 *     d = ln(x / ref)      B = Σ q (e^(p d) - 1) / p      D = ln(1 + p B) / p = ln(y / ref)      e = d - D
 *     ∂y/∂x = q e^((p - 1) e)      ∂y/∂p = y Σ q e² h(p e)      h(z) = (z e^z - e^z + 1) / z²
 */

/** Below this distance from 0, quotients are computed as series. */
const SERIES: f64 = 0.5;

/** The largest distance, used for infinite tokens: its square is still finite. */
const FAR: f64 = 1e30;

/** `ln(x / ref)`. */
export function logRatio(x: v128, ref: v128): v128 {
  const d = f64x2.mul(log2Double(f64x2.div(x, ref)), f64x2.splat(LN2));
  return v128.bitselect(f64x2.splat(FAR), d, f64x2.eq(x, f64x2.splat(Infinity)));
}

/** `(e^(p d) - 1) / p`, `d` at p = 0, from `grown = e^(p d)`. */
export function expQuotient(p: v128, d: v128, grown: v128): v128 {
  const z = f64x2.mul(p, d);
  const isNear = isSmall(z);
  const whole = f64x2.div(f64x2.sub(grown, f64x2.splat(1)), p);
  if (!v128.any_true(isNear)) return whole;
  // Σ z^k / (k + 1)!
  let y = f64x2.splat(1 / 6227020800.0);
  y = step(y, z, 1 / 479001600.0);
  y = step(y, z, 1 / 39916800.0);
  y = step(y, z, 1 / 3628800.0);
  y = step(y, z, 1 / 362880.0);
  y = step(y, z, 1 / 40320.0);
  y = step(y, z, 1 / 5040.0);
  y = step(y, z, 1 / 720.0);
  y = step(y, z, 1 / 120.0);
  y = step(y, z, 1 / 24.0);
  y = step(y, z, 1 / 6.0);
  y = step(y, z, 1 / 2.0);
  y = step(y, z, 1);
  return v128.bitselect(f64x2.mul(y, d), whole, isNear);
}

/** `ln(1 + p B) / p`, `B` at p = 0. Where `1 + p B` is small, its exact value is `whole`. */
export function logQuotient(p: v128, b: v128, whole: v128): v128 {
  const s = f64x2.mul(p, b);
  const half = f64x2.div(s, f64x2.add(f64x2.splat(2), s));
  // oddLog2(t) / t is smooth through 0, and t / p = B / (2 + s).
  const isZero = f64x2.eq(half, f64x2.splat(0));
  const t = v128.bitselect(f64x2.splat(1e-9), half, isZero);
  const near = f64x2.div(f64x2.mul(oddLog2(t), f64x2.splat(LN2)), t);
  const y = f64x2.mul(near, f64x2.div(b, f64x2.add(f64x2.splat(2), s)));
  const grown = v128.bitselect(whole, f64x2.add(f64x2.splat(1), s), f64x2.lt(s, f64x2.splat(-0.25)));
  const far = f64x2.mul(f64x2.div(log2Double(grown), p), f64x2.splat(LN2));
  return v128.bitselect(y, far, f64x2.lt(f64x2.abs(s), f64x2.splat(0.25)));
}

/** `h(z)`. */
export function divergence(z: v128): v128 {
  const isNear = isSmall(z);
  const grown = exponential(z);
  const closed = f64x2.add(f64x2.sub(f64x2.mul(z, grown), grown), f64x2.splat(1));
  const whole = f64x2.div(closed, f64x2.mul(z, z));
  if (!v128.any_true(isNear)) return whole;
  // Σ z^k (k + 1) / (k + 2)!
  let y = f64x2.splat(13 / 87178291200.0);
  y = step(y, z, 12 / 6227020800.0);
  y = step(y, z, 11 / 479001600.0);
  y = step(y, z, 10 / 39916800.0);
  y = step(y, z, 9 / 3628800.0);
  y = step(y, z, 8 / 362880.0);
  y = step(y, z, 7 / 40320.0);
  y = step(y, z, 6 / 5040.0);
  y = step(y, z, 5 / 720.0);
  y = step(y, z, 4 / 120.0);
  y = step(y, z, 3 / 24.0);
  y = step(y, z, 2 / 6.0);
  y = step(y, z, 1 / 2.0);
  return v128.bitselect(y, whole, isNear);
}

/** One step of Horner's rule. */
// @ts-ignore: decorator
@inline
function step(y: v128, z: v128, c: f64): v128 {
  return f64x2.add(f64x2.mul(y, z), f64x2.splat(c));
}

/** `e^z`. */
// @ts-ignore: decorator
@inline
export function exponential(z: v128): v128 {
  return exp2Double(f64x2.mul(z, f64x2.splat(LOG2E)));
}

// @ts-ignore: decorator
@inline
function isSmall(z: v128): v128 {
  return f64x2.lt(f64x2.abs(z), f64x2.splat(SERIES));
}
