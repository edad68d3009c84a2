import { high, larger, low, madd, smaller, splat } from './lanes';
import { Plan, State } from './layout';
import {
  ANY_EXPONENTS,
  EXPONENT_UNIT,
  exp2Rest,
  exponentField,
  LOG0,
  LOG1,
  LOG2,
  mantissa,
  POSITIVE_EXPONENTS,
  rounded,
  scaledLog,
  shiftOf,
  thresholdOf,
  twice,
  unitOf,
} from './power';
import { rowAt, tokenAt, weightAt } from './rows';
import { addShare } from './shares';
import { lanesThere, storeLanes } from './storeLanes';

/**
 * Writes `slope q r^(p - 1)`, `r = x / ref`, to the gradients of the rows, 0 below eps, and adds `Σ q u log2 u`,
 * `u = r^p`, to the state, for the derivative by p; and, where they are wanted, what `shares.ts` needs of `u`.
 *
 * `r^(p - 1)` is `u / r`, where powers of two are subtracted as integers: it may be in the range of float32 although `u` is
 * not.
 */
export function writeSlopes(
  state: State,
  plan: Plan,
  rows: usize,
  count: i32,
  at: usize,
  eps: f32,
  lanes: i32,
  shares: bool,
): void {
  slopes(state, plan, rows, count, at, eps, lanes, shares, POSITIVE_EXPONENTS);
}

/** The same with exponents of any sign. */
export function writeAnySlopes(
  state: State,
  plan: Plan,
  rows: usize,
  count: i32,
  at: usize,
  eps: f32,
  lanes: i32,
  shares: bool,
): void {
  slopes(state, plan, rows, count, at, eps, lanes, shares, ANY_EXPONENTS);
}

// @ts-ignore: decorator
@inline
function slopes(
  state: State,
  plan: Plan,
  rows: usize,
  count: i32,
  at: usize,
  eps: f32,
  lanes: i32,
  shares: bool,
  positive: bool,
): void {
  const ref = state.ref;
  const p = plan.far;
  const slope = state.slope;
  const lowest = larger(twice(ref, plan.lowSlope), splat(eps));
  const highest = twice(ref, plan.highSlope);
  const shift = shiftOf(ref);
  const unit = unitOf(ref, shift);
  const threshold = thresholdOf(unit, shift);
  const perField = f32x4.mul(p, splat(EXPONENT_UNIT));
  const c0 = f32x4.mul(p, splat(LOG0));
  const c1 = f32x4.mul(p, splat(LOG1));
  const c2 = f32x4.mul(p, splat(LOG2));
  const byShare = state.byShare;
  const centre = state.centre;
  const present = v128.andnot(lanesThere(lanes), v128.or(plan.isNear, plan.isInfinite));
  let tilt0 = state.tilt0;
  let tilt1 = state.tilt1;
  let tilt = splat(0);
  for (let i = 0; i < count; i++) {
    const x = tokenAt(rows, i, at);
    const q = weightAt(rows, i);
    let held = larger(x, lowest);
    if (!positive) held = smaller(held, highest);
    const field = exponentField(held, threshold);
    const m = mantissa(held, shift, field);
    const z = scaledLog(field, m, unit, perField, c0, c1, c2);
    const round = rounded(z);
    // An exponent below the range of float32 makes the bits negative; the power is then 0.
    const power = i32x4.add(exp2Rest(z, round), i32x4.shl(round, 23));
    const u = i32x4.max_s(power, i32x4.splat(0));
    const quotient = i32x4.max_s(i32x4.sub(power, field), i32x4.splat(0));
    let drop = f32x4.lt(x, lowest);
    if (!positive) drop = v128.or(drop, f32x4.ge(x, highest));
    const r = v128.andnot(f32x4.mul(quotient, f32x4.div(unit, m)), drop);
    storeLanes(rowAt(rows, i).out + at, f32x4.mul(f32x4.mul(slope, q), r), lanes);
    tilt = madd(f32x4.mul(q, u), z, tilt);
    if (shares) addShare(rows, i, byShare, f32x4.sub(u, centre), present);
    if ((i & 31) == 31) {
      tilt0 = f64x2.add(tilt0, low(tilt));
      tilt1 = f64x2.add(tilt1, high(tilt));
      tilt = splat(0);
    }
  }
  state.tilt0 = f64x2.add(tilt0, low(tilt));
  state.tilt1 = f64x2.add(tilt1, high(tilt));
}
