import { lift, type Ops } from '../ops/lift.ts';
import type { Operand, TensorOps } from '../ops/ops.ts';
import { expSlope, logSlope } from '../ops/slopes.ts';
import type { PRange } from './spec.ts';

/**
 * Keeps a trained `p` in its range: a smooth bijection from any real `raw` to the open interval.
 *
 * - `[low, null]`: `p = low + softplus(raw)`, `softplus(t) = ln(1 + e^t)`
 * - `[null, high]`: `p = high - softplus(-raw)`
 * - `[low, high]`: `p = low + (high - low) / (1 + e^-raw)`
 *
 * All grow with `raw`. Any shape in, the same out.
 */
export function toRange<T>(ops: TensorOps<T>, range: PRange, raw: T): T {
  const { add, div, exp, mul, sub } = lift(ops);
  const [low, high] = range;
  if (low !== null && high !== null) {
    return add(low, div(high - low, add(1, exp(mul(-1, raw))))) as T;
  }
  if (low !== null) return add(low, softplus(ops, raw)) as T;
  if (high !== null) return sub(high, softplus(ops, ops.mul(raw, -1))) as T;
  return raw;
}

/**
 * Gradient of `toRange` with respect to `raw`, as a formula in `p`: for two ends
 * `dp (p - low)(high - p) / (high - low)`, for one end `dp (1 - e^-|p - end|)`.
 */
export function rangeGradient<T>(ops: TensorOps<T>, range: PRange, p: T, dp: T): T {
  const lifted = lift(ops);
  const { div, mul, sub } = lifted;
  const [low, high] = range;
  if (low !== null && high !== null) {
    return mul(dp, div(mul(sub(p, low), sub(high, p)), high - low)) as T;
  }
  if (low !== null) return mul(dp, decay(lifted, sub(p, low))) as T;
  if (high !== null) return mul(dp, decay(lifted, sub(high, p))) as T;
  return dp;
}

/** The exact inverse of `toRange` for one number: where training starts. `p` lies strictly inside the range. */
export function fromRange([low, high]: PRange, p: number): number {
  // ln(e^d - 1) without overflow for large d or cancellation for small ones.
  const inverseSoftplus = (d: number): number => d + Math.log(-Math.expm1(-d));
  if (low !== null && high !== null) return Math.log(p - low) - Math.log(high - p);
  if (low !== null) return inverseSoftplus(p - low);
  if (high !== null) return -inverseSoftplus(high - p);
  return p;
}

/** `1 - e^-d` for `d > 0`. */
function decay<T>(ops: Ops<T>, d: Operand<T>): Operand<T> {
  const x = ops.mul(-1, d);
  return ops.mul(d, expSlope(ops, x, ops.exp(x)));
}

/** `ln(1 + e^t) = max(t, 0) + log1p(e^-|t|)`: no overflow. */
function softplus<T>(ops: TensorOps<T>, t: T): Operand<T> {
  const lifted = lift(ops);
  const { add, clamp, exp, mul, sub } = lifted;
  const positive = clamp(t, 0, Number.POSITIVE_INFINITY);
  const size = sub(mul(2, positive), t);
  const rest = exp(mul(-1, size));
  return add(positive, mul(rest, logSlope(lifted, rest)));
}
