import type { Ops } from '../../ops/lift.ts';
import type { Operand } from '../../ops/ops.ts';

/**
 * Gradient of a matrix `[out, in]` that maps each token `x` to a result, where `by` is the gradient by that result:
 * `Σ over images and tokens of by_o x_i`.
 */
export function matrixGradient<T>(ops: Ops<T>, by: Operand<T>, x: Operand<T>): Operand<T> {
  return ops.sumBatch(ops.linear(ops.transpose(by), x));
}
