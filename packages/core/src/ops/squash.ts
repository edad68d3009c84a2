import type { Ops } from './lift.ts';
import type { Operand } from './ops.ts';
import { expSlope } from './slopes.ts';

/** A function that flattens towards both ends, and its derivative. */
export interface Squashed<T> {
  readonly value: T;
  readonly slope: T;
}

/** `1 / (1 + e^-x)`, which is exact to rounding at both ends, and its slope `e^-|x| / (1 + e^-|x|)²`. */
export function sigmoid<T>(ops: Ops<T>, x: Operand<T>): Squashed<Operand<T>> {
  const { add, div, mul, select } = ops;
  const { isNegative, shrunk } = shrink(ops, x, 1);
  const scale = div(1, add(1, shrunk));
  const small = mul(shrunk, scale);
  return { value: select(isNegative, small, scale), slope: mul(small, scale) };
}

/** `tanh x = ± (1 - e^-2|x|) / (1 + e^-2|x|)`, which is exact near 0 too, and its slope `4 e^-2|x| / (1 + e^-2|x|)²`. */
export function tanh<T>(ops: Ops<T>, x: Operand<T>): Squashed<Operand<T>> {
  const { add, div, mul, select } = ops;
  const { isNegative, shrunk, exponent } = shrink(ops, x, 2);
  const scale = div(1, add(1, shrunk));
  const size = mul(mul(mul(-1, exponent), expSlope(ops, exponent, shrunk)), scale);
  const small = mul(shrunk, scale);
  return { value: select(isNegative, mul(-1, size), size), slope: mul(mul(4, small), scale) };
}

/** `e^-times|x|`, which never overflows. */
function shrink<T>(ops: Ops<T>, x: Operand<T>, times: number) {
  const isNegative = ops.less(x, 0);
  const exponent = ops.mul(ops.select(isNegative, x, ops.mul(-1, x)), times);
  return { isNegative, exponent, shrunk: ops.exp(exponent) };
}
