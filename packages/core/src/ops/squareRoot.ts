import type { Ops } from './lift.ts';
import type { Operand } from './ops.ts';

/** `√x` for `x > 0`: `e^(ln x / 2)`, then one step of Newton's method, since some libraries have an inexact `exp` or `log`. */
export function squareRoot<T>(ops: Ops<T>, x: Operand<T>): Operand<T> {
  const near = ops.exp(ops.mul(ops.log(x), 0.5));
  return ops.mul(ops.add(near, ops.div(x, near)), 0.5);
}
