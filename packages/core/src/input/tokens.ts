import type { Ops } from '../ops/lift.ts';
import type { Operand, TensorOps } from '../ops/ops.ts';
import type { AfterPrefix } from './tokenInputs.ts';

/**
 * The tokens a pooling sees: those after its prefix, dropped ones replaced by 0, and the weights `q` that sum to 1.
 *
 * `q_i = a_i / Σa`, with `a` the mask times the token weights; a token is kept where `a > 0`.
 */
export interface Tokens<T> {
  /** `[batch, tokens, channels]`; 0 where dropped. */
  readonly x: T;
  /** `[batch, tokens, 1]`, or one number where all tokens count alike; 0 where dropped. `[batch, tokens, channels]` where they attend. */
  readonly q: T;
  /** `q` before tokens attend, `[batch, tokens, 1]` or a number; absent where they do not. */
  readonly ownQ?: T;
  /** Whether all kept tokens weigh alike. */
  readonly isEven?: boolean;
  /** Condition `[batch, tokens, 1]`: the token is kept. Absent where all are. */
  readonly keep?: T;
  /**
   * Condition `[batch, tokens, channels]`: the float type can tell the weight from 0. Only where tokens attend may the
   * weight of a kept one be as small as that.
   */
  readonly hasShare?: () => T;
  /** Condition `[batch, tokens, channels]`: no token weighs more. Present where tokens attend. */
  readonly isBest?: () => T;
  /** Condition `[batch, 1, 1]`: the image has a kept token. Absent where all tokens are kept. */
  readonly any?: T;
  /** `Σ a = unit · sum`, two factors of which each is in the float type; 1 where nothing is kept. */
  readonly total: { readonly unit: T; readonly sum: T };
  /** `[batch, 1, 1]`: where positions count from; absent where it is the start. */
  readonly first?: T | undefined;
}

/** Applies mask and token weights. Dropped values are selected away, so that a NaN there goes nowhere. */
export function keepTokens<T>(
  ops: Ops<T>,
  { tokens: x, mask, tokenWeights, first }: AfterPrefix<T>,
): Tokens<Operand<T>> {
  const { div, less, max, select, sum } = ops;
  if (mask === undefined && tokenWeights === undefined) {
    const count = ops.count(x);
    return { x, q: div(1, count), isEven: true, total: { unit: 1, sum: count } };
  }

  const counted = tokenWeights ?? 1;
  const masked = mask === undefined ? counted : select(less(0, mask), counted, 0);
  const keep = less(0, masked);
  const a = select(keep, masked, 0);
  const heaviest = max(a);
  const any = less(0, heaviest);
  // Divided by the heaviest first: the sum of huge weights would overflow, that of tiny ones lose digits.
  const unit = tokenWeights === undefined ? 1 : select(any, heaviest, 1);
  const scaled = div(a, unit);
  const total = select(any, sum(scaled), 1);
  // Where nothing is kept the result is zero, whatever q is; with 1 all values on the way to it are finite.
  const q = select(any, div(scaled, total), 1);
  const isEven = tokenWeights === undefined;
  return { x: select(keep, x, 0), q, isEven, keep, any, total: { unit, sum: total }, first };
}

/** Largest kept value of each channel; -∞ where nothing is kept. */
export function largest<T>(ops: TensorOps<T>, { keep }: Tokens<T>, values: T): T {
  return ops.max(keep === undefined ? values : ops.select(keep, values, Number.NEGATIVE_INFINITY));
}

/** The same tokens, of which those are kept that have a share of the weight. */
export function keepShares<T>(tokens: Tokens<T>): Tokens<T> {
  return tokens.hasShare === undefined ? tokens : { ...tokens, keep: tokens.hasShare() };
}

/** Smallest kept value of each channel; ∞ where nothing is kept. */
export function smallest<T>(ops: TensorOps<T>, tokens: Tokens<T>, values: T): T {
  return ops.mul(-1, largest(ops, tokens, ops.mul(-1, values)));
}

/**
 * A largest or smallest value in a form that libraries differentiate: `extreme`, which is a constant to them, plus a term
 * that is 0 and carries the derivative by the tokens tied there.
 */
export function differentiableExtreme<T>(ops: TensorOps<T>, tokens: Tokens<T>, values: T, extreme: T): T {
  const share = tieWeights(ops, tokens, values, extreme);
  const rest = ops.mul(share, ops.sub(values, extreme));
  return ops.add(extreme, ops.sum(ops.select(ops.equal(values, extreme), rest, 0)));
}

/** `Σ q v`, the weighted mean over the kept tokens. */
export function weightedMean<T>(ops: TensorOps<T>, { q }: Pick<Tokens<T>, 'q'>, values: T): T {
  return ops.sum(ops.mul(values, q));
}

/**
 * `v - Σ q v`. Taken from the token that weighs most it is exact where that one has all the weight, where `v - Σ q v` would
 * be a rounding of `v`.
 */
export function centred<T>(ops: TensorOps<T>, tokens: Tokens<T>, values: T): T {
  const { equal, select, sub } = ops;
  const { isBest } = tokens;
  if (isBest === undefined) return sub(values, weightedMean(ops, tokens, values));
  const most = ops.max(select(isBest(), values, Number.NEGATIVE_INFINITY));
  const best = select(equal(most, Number.NEGATIVE_INFINITY), 0, most);
  const apart = sub(values, best);
  return sub(apart, weightedMean(ops, tokens, apart));
}

/** Weights over the tokens that equal `value`, in proportion to `q` before tokens attend: how ties share a gradient. */
export function tieWeights<T>(ops: TensorOps<T>, { q, ownQ = q }: Tokens<T>, values: T, value: T): T {
  const tied = ops.select(ops.equal(values, value), ownQ, 0);
  return ops.div(tied, ops.sum(tied));
}
