import type { Tokens } from '../../input/tokens.ts';
import type { Ops } from '../../ops/lift.ts';
import type { Operand } from '../../ops/ops.ts';
import type { Exponent } from './exponent.ts';

/** The most tokens where a library does not know how many there are: float32 counts no more. */
const mostTokens = 2 ** 24;

/** How far below the largest float the powers must stay, as a factor: a gradient multiplies them by a logarithm. */
const room = 2 ** 12;

/** What decides whether the mean can be the scale of a power mean. */
export interface ReferenceMeanCall<T> {
  /** At least eps. */
  readonly tokens: Tokens<Operand<T>>;
  /** The same before they are raised to eps. */
  readonly unbounded: Operand<T>;
  readonly p: Pick<Exponent<Operand<T>>, 'bounds'>;
  readonly eps: number;
}

/** The mean as the scale of a power mean, and how many times it a kept token can be. */
export interface ReferenceMean<T> {
  readonly ref: T;
  readonly mostTimesRef: number;
}

/**
 * For `p ≥ 1` the mean `m = Σ q x` is as good a scale as the largest token: power means grow with `p`, so that
 * `Σ q (x / m)^p ≥ 1`, and where all kept tokens weigh alike no `x / m` is above their number `n`, no power above `n^p`. That must
 * stay in the float type, and so must `q x` where all tokens are eps. `undefined` where this does not hold, or where the library
 * does not ask for it.
 */
export function referenceMean<T>(
  ops: Ops<T>,
  { tokens, unbounded, p, eps }: ReferenceMeanCall<T>,
): ReferenceMean<Operand<T>> | undefined {
  const { epsilon, tiny, huge } = ops.float;
  const [least, most] = p.bounds;
  const { roughMean } = ops;
  if (roughMean === undefined || !tokens.isEven || least < 1) return undefined;
  const count = ops.count(unbounded);
  const n = typeof count === 'number' ? count : mostTokens;
  // One token is its own scale.
  if (n < 2 || n ** most > huge / room || eps < (n * tiny) / epsilon) return undefined;
  // Where the sum leaves the float type, the largest token lies within a factor of `√n` of this limit.
  const mean = ops.clamp(roughMean(tokens.x, tokens.q), 0, huge / Math.sqrt(n));
  // Clamps of some libraries lose NaN. No infinities cancel in a mean of sizes.
  const sizes = ops.select(ops.less(unbounded, 0), ops.mul(-1, unbounded), unbounded);
  const sized = roughMean(sizes, 1);
  return { ref: ops.select(ops.equal(sized, sized), mean, sized), mostTimesRef: n };
}
