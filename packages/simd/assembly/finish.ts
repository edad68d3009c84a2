import { exp2Double, log2Double } from './double';
import { high, low, narrow, splat } from './lanes';
import { Job, MAX, MEAN, NEAR, Plan, SHIFT, State } from './layout';
import { exponential, logQuotient } from './nearZero';
import { timesRoot } from './timesRoot';

/** The pooled value of four channels from their sums; `norm` brings `Σ q` to 1. */
export function pooled(job: Job, state: State, plan: Plan, norm: f64): v128 {
  if (job.pooling == MAX) return state.top;
  const sum0 = f64x2.mul(state.sum0, f64x2.splat(norm));
  const sum1 = f64x2.mul(state.sum1, f64x2.splat(norm));
  if (job.pooling == MEAN) return narrow(sum0, sum1);
  let y = timesRoot(state.ref, sum0, sum1, plan.far);
  if (plan.kind & NEAR) {
    const scale = f64x2.splat(norm);
    state.log0 = logQuotient(low(plan.near), f64x2.mul(state.near0, scale), f64x2.mul(state.whole0, scale));
    state.log1 = logQuotient(high(plan.near), f64x2.mul(state.near1, scale), f64x2.mul(state.whole1, scale));
    const near = narrow(
      f64x2.mul(low(state.ref), exponential(state.log0)),
      f64x2.mul(high(state.ref), exponential(state.log1)),
    );
    y = v128.bitselect(near, y, plan.isNear);
  }
  const ref = state.ref;
  // If ref is infinite, ratios to it are 0, but the mean is infinite. If ref is NaN, so is the mean.
  const finite = v128.andnot(f32x4.lt(ref, splat(Infinity)), plan.isInfinite);
  y = v128.bitselect(y, ref, finite);
  return job.negatives == SHIFT ? f32x4.add(y, f32x4.sub(state.lowest, splat(job.eps))) : y;
}

/** `S^(1 / p)`, which is `y / ref`. */
export function rootOf(sum: v128, p: v128): v128 {
  return exp2Double(f64x2.div(log2Double(sum), p));
}
