import type { Tokens } from '../../input/tokens.ts';
import type { Ops } from '../../ops/lift.ts';
import type { Operand } from '../../ops/ops.ts';
import { once } from '../once.ts';

/** One way to compute a power mean; which is exact depends on how far `p` is from 0. */
export interface PowerMeanFormula {
  readonly forward: <T>(ops: Ops<T>, mean: PowerMeanParts<Operand<T>>) => Operand<T>;
  /** `w`, `[batch, tokens, channels]`. */
  readonly weights: <T>(ops: Ops<T>, mean: PowerMeanParts<Operand<T>>) => Operand<T>;
  readonly gradient: <T>(ops: Ops<T>, mean: PowerMeanParts<Operand<T>>) => PowerMeanGradient<Operand<T>>;
}

/** Slopes of a power mean. */
export interface PowerMeanGradient<T> {
  /** `∂y/∂x_i`, `[batch, tokens, channels]`. */
  readonly byTokens: T;
  /** `∂y/∂p` of each channel, `[batch, 1, channels]`. */
  readonly byP: () => T;
  /** `∂y/∂ln q_i`, `[batch, tokens, channels]`. */
  readonly byShares: () => T;
}

/** What the formulas of a power mean are given. */
export interface PowerMeanParts<T> {
  /** All above 0. */
  readonly tokens: Tokens<T>;
  readonly p: SafeExponent<T>;
  /** Largest kept token where `p ≥ 0`, smallest where `p < 0`; or the mean of the kept ones, where `referenceMean.ts` allows it. */
  readonly ref: T;
  /** No kept token is more than so many times `ref`, which is 1 unless `ref` is the mean. */
  readonly mostTimesRef: number;
}

/** `p = sign · size`, finite. */
export interface SafeExponent<T> {
  readonly sign: T;
  readonly size: T;
}

/** `r = (x / ref)^sign`: in [0, 1] whatever the sign of `p`, unless `ref` is the mean. */
export interface Ratio<T> {
  /** Condition: `p ≥ 0`. */
  readonly positive: T;
  readonly r: T;
  /** `r`, at least the smallest normal number, so that it has a logarithm and an inverse. */
  readonly held: () => T;
}

export function ratioToRef<T>(ops: Ops<T>, mean: PowerMeanParts<Operand<T>>): Ratio<Operand<T>> {
  const { tokens, p, ref, mostTimesRef } = mean;
  const { x } = tokens;
  const { sign } = p;
  const positive = typeof sign === 'number' ? Number(sign > 0) : ops.less(0, sign);
  const ratio = ops.div(ops.select(positive, x, ref), ops.select(positive, ref, x));
  const held = once(() => ops.clamp(ratio, ops.float.tiny, mostTimesRef));
  // A dropped token may lie beyond the largest kept one, so that its ratio could overflow; it is 0, and no mean is below that.
  return { positive, r: tokens.keep === undefined || mostTimesRef > 1 ? ratio : held(), held };
}
