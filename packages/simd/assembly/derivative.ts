import { LN2, log2Double } from './double';
import { rootOf } from './finish';
import { high, low, narrow } from './lanes';
import { Job, MAX, MEAN, NEAR, Plan, State } from './layout';
import { exponential } from './nearZero';
import { storeLanes } from './storeLanes';

/** Prepares the slopes of four channels from their sums: `dy / Σq` for mean, `dy (y / ref) / S` for powers. */
export function prepareSlopes(job: Job, state: State, dy: v128, plan: Plan, norm: f64): void {
  const scale = f64x2.splat(norm);
  if (job.pooling == MEAN) {
    state.slope = narrow(f64x2.mul(low(dy), scale), f64x2.mul(high(dy), scale));
    state.byShare = dy;
    state.centre = narrow(f64x2.mul(state.sum0, scale), f64x2.mul(state.sum1, scale));
    return;
  }
  if (job.pooling == MAX) {
    state.ref = state.top;
    return;
  }
  const slope0 = slopeOf(low(dy), state.sum0, low(plan.far), scale);
  const slope1 = slopeOf(high(dy), state.sum1, high(plan.far), scale);
  state.slope = narrow(slope0, slope1);
  state.nearSlope = narrow(f64x2.mul(low(dy), scale), f64x2.mul(high(dy), scale));
  if (job.shares) prepareShares(state, dy, plan, slope0, slope1, scale);
}

/** For `shares.ts`: `dy y / (p S)` and `S` of powers, `dy y` near 0. */
function prepareShares(state: State, dy: v128, plan: Plan, slope0: v128, slope1: v128, scale: v128): void {
  const ref0 = low(state.ref);
  const ref1 = high(state.ref);
  state.centre = narrow(f64x2.mul(state.sum0, scale), f64x2.mul(state.sum1, scale));
  state.byShare = narrow(
    f64x2.div(f64x2.mul(slope0, ref0), f64x2.mul(low(plan.far), scale)),
    f64x2.div(f64x2.mul(slope1, ref1), f64x2.mul(high(plan.far), scale)),
  );
  if (!(plan.kind & NEAR)) return;
  state.nearByShare = narrow(
    f64x2.mul(f64x2.mul(low(dy), ref0), exponential(state.log0)),
    f64x2.mul(f64x2.mul(high(dy), ref1), exponential(state.log1)),
  );
}

/** `dy (y / ref) / S`. */
function slopeOf(dy: v128, sum: v128, p: v128, scale: v128): v128 {
  return f64x2.div(f64x2.mul(dy, rootOf(f64x2.mul(sum, scale), p)), sum);
}

/**
 * Writes `dy ∂y/∂p` of four channels, computed in float64, two at a time:
 *
 *     y / p² (Σ w ln u - ln S)      near 0: y Σ q e² h(p e)      at ±∞: 0
 */
export function writeDerivative(
  address: usize,
  state: State,
  plan: Plan,
  dy: v128,
  norm: f64,
  lanes: i32,
): void {
  const a = derivative(low(state.ref), low(plan.far), state.sum0, state.tilt0, norm);
  const b = derivative(high(state.ref), high(plan.far), state.sum1, state.tilt1, norm);
  let dp = narrow(f64x2.mul(a, low(dy)), f64x2.mul(b, high(dy)));
  if (plan.kind & NEAR) {
    const scale = f64x2.splat(norm);
    const c = f64x2.mul(f64x2.mul(low(state.ref), exponential(state.log0)), f64x2.mul(state.bend0, scale));
    const d = f64x2.mul(f64x2.mul(high(state.ref), exponential(state.log1)), f64x2.mul(state.bend1, scale));
    dp = v128.bitselect(narrow(f64x2.mul(c, low(dy)), f64x2.mul(d, high(dy))), dp, plan.isNear);
  }
  dp = v128.andnot(dp, plan.isInfinite);
  storeLanes(address, dp, lanes);
}

function derivative(ref: v128, p: v128, sum: v128, tilt: v128, norm: f64): v128 {
  const scaled = f64x2.mul(sum, f64x2.splat(norm));
  const y = f64x2.mul(ref, rootOf(scaled, p));
  const difference = f64x2.sub(f64x2.div(tilt, sum), log2Double(scaled));
  return f64x2.div(f64x2.mul(f64x2.mul(y, f64x2.splat(LN2)), difference), f64x2.mul(p, p));
}
