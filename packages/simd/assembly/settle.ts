import { exp2Double, LN2, log2Double } from './double';
import { high, larger, low, splat } from './lanes';
import { NEAR, Plan, PRODUCT_SHIFT, State } from './layout';
import { expQuotient } from './nearZero';
import { powerOfTwoIn } from './power';

/**
 * Sets the reference value from the tokens scanned so far, and converts sums that are relative to the old one. `seen` is
 * `Σ q` of the tokens in these sums.
 */
export function settle(state: State, plan: Plan, eps: f32, seen: f64): void {
  let ref = larger(v128.xor(state.top, plan.signs), splat(eps));
  if (plan.kind >> PRODUCT_SHIFT) ref = powerOfTwoIn(ref);
  if (seen > 0 && v128.any_true(f32x4.ne(ref, state.ref))) {
    const moved0 = log2Double(f64x2.div(low(state.ref), low(ref)));
    const moved1 = log2Double(f64x2.div(high(state.ref), high(ref)));
    state.sum0 = f64x2.mul(state.sum0, exp2Double(f64x2.mul(moved0, low(plan.far))));
    state.sum1 = f64x2.mul(state.sum1, exp2Double(f64x2.mul(moved1, high(plan.far))));
    if (plan.kind & NEAR) {
      const grown0 = exp2Double(f64x2.mul(moved0, low(plan.near)));
      const grown1 = exp2Double(f64x2.mul(moved1, high(plan.near)));
      state.near0 = moveNear(state.near0, low(plan.near), moved0, grown0, seen);
      state.near1 = moveNear(state.near1, high(plan.near), moved1, grown1, seen);
      state.whole0 = f64x2.mul(state.whole0, grown0);
      state.whole1 = f64x2.mul(state.whole1, grown1);
    }
  }
  state.ref = ref;
}

/** `Σ q (e^(p (d + δ)) - 1) / p = B e^(p δ) + Σq (e^(p δ) - 1) / p`. */
function moveNear(sum: v128, p: v128, moved: v128, grown: v128, seen: f64): v128 {
  const step = expQuotient(p, f64x2.mul(moved, f64x2.splat(LN2)), grown);
  return f64x2.add(f64x2.mul(sum, grown), f64x2.mul(f64x2.splat(seen), step));
}
