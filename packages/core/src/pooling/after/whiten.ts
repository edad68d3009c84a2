import type { Ops } from '../../ops/lift.ts';

interface Whitening<T> {
  /** `[1, 1, in]`. */
  readonly mean: T;
  /** `[1, in, out]`. */
  readonly matrix: T;
}

/** `z = (y - mean) matrix`. */
export function whiten<T>(ops: Ops<T>, y: T | number, { mean, matrix }: Whitening<T>): T | number {
  return ops.linear(ops.sub(y, mean), matrix);
}

/** `dy = dz matrixᵀ`, `dmean = -Σ_b dy`, `dmatrix = Σ_b (y - mean)ᵀ dz`. */
export function whitenGradient<T>(
  ops: Ops<T>,
  y: T | number,
  dz: T | number,
  { mean, matrix }: Whitening<T>,
): { readonly x: T | number; readonly mean: T | number; readonly matrix: T | number } {
  const x = ops.linear(dz, ops.transpose(matrix));
  const column = ops.transpose(ops.sub(y, mean));
  return { x, mean: ops.mul(-1, ops.sumBatch(x)), matrix: ops.sumBatch(ops.mul(column, dz)) };
}
