import type { Operand, TensorOps } from '@ggem/core';
import type { Value } from './value.ts';

/**
 * `x^p` as a product if `p` is 1, 2, 3 or 4, which is several times as fast as `e^(p ln x)` and rounds less; `undefined` for
 * any other `p`.
 */
export function wholePower(
  ops: Pick<TensorOps<Value>, 'mul'>,
  x: Value,
  p: Operand<Value>,
): Value | undefined {
  if (p === 1) return x;
  if (p !== 2 && p !== 3 && p !== 4) return undefined;
  const square = ops.mul(x, x);
  return p === 2 ? square : ops.mul(square, p === 3 ? x : square);
}
