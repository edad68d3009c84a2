import { bits, high, low, madd, narrow, splat } from './lanes';
import { exp2Near, LOG0, LOG1, LOG2 } from './power';

/** Upper half of the bits of `√½` in float64. */
const HALF_WAY: i32 = 0x3fe6a09e;

/** A sum with it rounds a float64 to an integer, which is then in the low bits. */
const ROUNDER: f64 = 6755399441055744;

/**
 * `ref S^(1 / p)` of four channels, `S` in float64. Mantissas are float32, but exponents are exact, since a root would
 * multiply their errors: `S = m 2^k` with `m` near 1, and `(k + log2 m) / p` is split into an integer and a rest in float64.
 */
export function timesRoot(ref: v128, sum0: v128, sum1: v128, p: v128): v128 {
  const upper = i32x4.shuffle(sum0, sum1, 1, 3, 5, 7);
  const k = i32x4.shr_s(i32x4.sub(upper, bits(HALF_WAY)), 20);
  const scaled = i32x4.sub(upper, i32x4.shl(k, 20));
  const m = narrow(i32x4.shuffle(sum0, scaled, 0, 4, 2, 5), i32x4.shuffle(sum1, scaled, 0, 6, 2, 7));
  const s = f32x4.div(f32x4.sub(m, splat(1)), f32x4.add(m, splat(1)));
  const t = f32x4.mul(s, s);
  const f = f32x4.mul(madd(madd(splat(LOG2), t, splat(LOG1)), t, splat(LOG0)), s);
  const z0 = f64x2.div(f64x2.add(low(f), f64x2.convert_low_i32x4_s(k)), low(p));
  const z1 = f64x2.div(
    f64x2.add(high(f), f64x2.convert_low_i32x4_s(i32x4.shuffle(k, k, 2, 3, 2, 3))),
    high(p),
  );
  const round0 = f64x2.add(z0, f64x2.splat(ROUNDER));
  const round1 = f64x2.add(z1, f64x2.splat(ROUNDER));
  const rest = narrow(
    f64x2.sub(z0, f64x2.sub(round0, f64x2.splat(ROUNDER))),
    f64x2.sub(z1, f64x2.sub(round1, f64x2.splat(ROUNDER))),
  );
  // Half of the power of two multiplies ref before the rest, half after it, so that only the result can leave float32.
  const n = i32x4.max_s(i32x4.min_s(i32x4.shuffle(round0, round1, 0, 2, 4, 6), bits(252)), bits(-252));
  const half = i32x4.shr_s(n, 1);
  const y = f32x4.mul(f32x4.mul(exp2Near(rest), powerOfTwo(half)), ref);
  return f32x4.mul(y, powerOfTwo(i32x4.sub(n, half)));
}

// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, bits(127)), 23);
}
