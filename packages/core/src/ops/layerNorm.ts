import type { Ops } from './lift.ts';
import type { Operand } from './ops.ts';
import { squareRoot } from './squareRoot.ts';

/** What keeps tokens of equal channels finite, as transformers have it. */
const eps = 1e-6;

/** Tokens with mean 0 and variance 1 over their channels. */
export interface Normalised<T> {
  /** `(x - mean) / √(variance + 1e-6)`. */
  readonly value: T;
  /** From the gradient by `value` that by the tokens: `(dn - mean dn - n mean(n dn)) / √(variance + 1e-6)`. */
  readonly gradient: (by: T) => T;
}

/**
 * Layer normalisation without scale and shift, over so many channels.
 *
 * Tokens are centred twice: what rounding leaves of equal channels is as large as `x` times an ulp, and dividing by `√eps`
 * would make it a thousand times as large.
 */
export function layerNorm<T>(ops: Ops<T>, x: Operand<T>, channels: number): Normalised<Operand<T>> {
  const { add, collect, div, mul, sub } = ops;
  const mean = (values: Operand<T>): Operand<T> =>
    div(collect(values, { groups: 1, channels, interleaved: false }), channels);
  const nearly = sub(x, mean(x));
  const centred = sub(nearly, mean(nearly));
  const deviation = squareRoot(ops, add(mean(mul(centred, centred)), eps));
  const value = div(centred, deviation);
  return {
    value,
    gradient: (by) => div(sub(sub(by, mean(by)), mul(value, mean(mul(value, by)))), deviation),
  };
}
