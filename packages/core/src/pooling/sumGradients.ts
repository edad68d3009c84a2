import type { Ops } from '../ops/lift.ts';
import type { Operand } from '../ops/ops.ts';
import type { PoolingGradient } from './definition.ts';

/** Gradients of several poolings of the same tokens and, perhaps, the same parameters, added up. */
export function sumGradients<T>(
  ops: Ops<T>,
  gradients: readonly PoolingGradient<Operand<T>>[],
): PoolingGradient<Operand<T>> {
  const parameters: Record<string, Operand<T>> = {};
  for (const one of gradients) {
    for (const [name, value] of Object.entries(one.parameters ?? {})) {
      const before = parameters[name];
      parameters[name] = before === undefined ? value : ops.add(before, value);
    }
  }
  const x = gradients.map((one) => one.x).reduce((sum, one) => ops.add(sum, one));
  return { x, parameters };
}
