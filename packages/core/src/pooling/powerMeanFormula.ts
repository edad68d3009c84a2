import type { TensorOps } from '../ops.ts';
import type { Tokens } from '../tokens.ts';
import type { Ops } from './definition.ts';

/** One way to compute a power mean; which is exact depends on how far `p` is from 0. */
export interface PowerMeanFormula {
  readonly forward: <T>(ops: Ops<T>, mean: PowerMeanParts<T | number>) => T | number;
  /** `w`, `[batch, tokens, channels]`. */
  readonly weights: <T>(ops: Ops<T>, mean: PowerMeanParts<T | number>) => T | number;
  /** `∂y/∂x_i`, `[batch, tokens, channels]`. */
  readonly byTokens: <T>(ops: Ops<T>, mean: PowerMeanParts<T | number>) => T | number;
  /** `∂y/∂p` of each channel, `[batch, 1, channels]`. */
  readonly byP: <T>(ops: Ops<T>, mean: PowerMeanParts<T | number>) => T | number;
}

export interface PowerMeanParts<T> {
  /** All above 0. */
  readonly tokens: Tokens<T>;
  readonly p: SafeExponent<T>;
  /** Largest kept token where `p ≥ 0`, smallest where `p < 0`. */
  readonly ref: T;
}

/** `p = sign · size`, finite and not 0. */
export interface SafeExponent<T> {
  readonly sign: T;
  readonly size: T;
}

/** `(x / ref)^sign`: in (0, 1] for a kept token, whatever the sign. */
export function ratioToRef<T>(ops: TensorOps<T | number>, { tokens, p, ref }: PowerMeanParts<T | number>): T | number {
  const [above, below] = fraction(ops, tokens.x, ref, p.sign);
  return ops.clamp(ops.div(above, below), ops.float.tiny, 1);
}

/** `ln` of that ratio, also where the ratio itself would leave the float type. */
export function logRatioToRef<T>(ops: TensorOps<T | number>, mean: PowerMeanParts<T | number>): T | number {
  const [above, below] = fraction(ops, mean.tokens.x, mean.ref, mean.p.sign);
  const ratio = ratioToRef(ops, mean);
  const wide = ops.less(ratio, Math.sqrt(ops.float.tiny));
  return ops.select(wide, ops.sub(ops.log(above), ops.log(below)), ops.log(ratio));
}

function fraction<T>(ops: TensorOps<T | number>, x: T | number, ref: T | number, sign: T | number): [T | number, T | number] {
  if (sign === 1) return [x, ref];
  if (sign === -1) return [ref, x];
  const positive = ops.less(0, sign);
  return [ops.select(positive, x, ref), ops.select(positive, ref, x)];
}
