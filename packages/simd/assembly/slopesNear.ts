import { high, larger, low, narrow, splat } from './lanes';
import { Plan, State } from './layout';
import { divergence, exponential, expQuotient, logRatio } from './nearZero';
import { rowAt, tokenAt } from './rows';
import { addShare } from './shares';
import { lanesThere, loadLanes, storeLanes } from './storeLanes';

/** Writes `slope q e^((p - 1) e)` to the gradients in lanes whose p is near 0, and adds `Σ q e² h(p e)` to the state. */
export function writeNearSlopes(
  state: State,
  plan: Plan,
  rows: usize,
  count: i32,
  at: usize,
  eps: f32,
  lanes: i32,
  shares: bool,
): void {
  const present = v128.and(lanesThere(lanes), plan.isNear);
  const p0 = low(plan.near);
  const p1 = high(plan.near);
  for (let i = 0; i < count; i++) {
    const x = tokenAt(rows, i, at);
    const held = larger(x, splat(eps));
    const q = f64x2.splat(<f64>rowAt(rows, i).weight);
    const e0 = f64x2.sub(logRatio(low(held), low(state.ref)), state.log0);
    const e1 = f64x2.sub(logRatio(high(held), high(state.ref)), state.log1);
    state.bend0 = f64x2.add(state.bend0, f64x2.mul(q, bend(p0, e0)));
    state.bend1 = f64x2.add(state.bend1, f64x2.mul(q, bend(p1, e1)));
    if (shares) addShare(rows, i, state.nearByShare, narrow(growth(p0, e0), growth(p1, e1)), present);
    const slopes = narrow(
      f64x2.mul(f64x2.mul(q, low(state.nearSlope)), steepness(p0, e0)),
      f64x2.mul(f64x2.mul(q, high(state.nearSlope)), steepness(p1, e1)),
    );
    const dx = v128.andnot(slopes, f32x4.lt(x, splat(eps)));
    const out = rowAt(rows, i).out + at;
    storeLanes(out, v128.bitselect(dx, loadLanes(out, lanes), plan.isNear), lanes);
  }
}

// @ts-ignore: decorator
@inline
function bend(p: v128, e: v128): v128 {
  return f64x2.mul(f64x2.mul(e, e), divergence(f64x2.mul(p, e)));
}

/** `(e^(p e) - 1) / p`. */
function growth(p: v128, e: v128): v128 {
  return expQuotient(p, e, exponential(f64x2.mul(p, e)));
}

// @ts-ignore: decorator
@inline
function steepness(p: v128, e: v128): v128 {
  return exponential(f64x2.mul(f64x2.sub(p, f64x2.splat(1)), e));
}
