import type { Fixed } from '../graphMath.ts';
import type { Rule } from '../rule.ts';
import { attentionGradients, fromHeads, toHeads } from './attention.ts';

/**
 * onnxruntime's attention of given query, key and value, with or without a bias added to the three:
 * gradients as `attentionGradients` has them; of the bias, their sums side by side.
 */
export const multiHeadAttention: Rule = ({ x, has, dy, int, float, math, refuse }) => {
  const heads = int('num_heads', 0);
  if ([4, 5, 6, 7].some(has) || int('unidirectional', 0) === 1) refuse('a mask, a past or a bias of scores');
  if (!has(1) || !has(2) || [0, 1, 2].some((at) => x(at).dims.length !== 3))
    refuse('packed query, key and value');
  const width = [0, 1, 2].map((at) => x(at).dims[2]!);
  const part = (at: number): Fixed => {
    if (!has(3)) return toHeads(math, x(at), heads);
    const start = width.slice(0, at).reduce((sum, one) => sum + one, 0);
    return toHeads(math, math.add(x(at), math.slice(x(3), 0, start, start + width[at]!)), heads);
  };
  const scale = float('scale', 0) || 1 / Math.sqrt(width[0]! / heads);
  const { dq, dk, dv } = attentionGradients(math, part(0), part(1), part(2), toHeads(math, dy, heads), scale);
  const all = [dq, dk, dv].map((one) => () => fromHeads(math, one()));
  return [
    ...all,
    () => {
      const sums = all.map((one) => {
        const value = one();
        return math.sumTo(value, [value.dims[2]!]);
      });
      return math.node('Concat', sums, [width[0]! + width[1]! + width[2]!], { axis: 0 });
    },
  ];
};
