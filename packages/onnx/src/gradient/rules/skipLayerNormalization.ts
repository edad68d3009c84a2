import type { Rule } from '../rule.ts';
import { normalized } from './layerNormalization.ts';

/**
 * onnxruntime's LayerNormalization of `s = x + skip + bias`, which is its fourth output. With `ds` of that output:
 * `dx = dskip =` the gradient of the normalisation `+ ds`, `dbias` its sum.
 */
export const skipLayerNormalization: Rule = ({ node, x, has, dy, dyOf, float, math }) => {
  const isCentred = node.opType === 'SkipLayerNormalization';
  const biasAt = isCentred ? 4 : 3;
  const skipped = math.add(x(0), x(1));
  const s = has(biasAt) ? math.add(skipped, x(biasAt)) : skipped;
  const norm = normalized(math, {
    ...{ x: s, scale: x(2), dy, isCentred },
    axis: s.dims.length - 1,
    epsilon: float('epsilon', 1e-12),
  });
  const dx = () => {
    const more = dyOf(3);
    return more === undefined ? norm.dx() : math.add(norm.dx(), more);
  };
  const sums = (at: number) => () => math.sumTo(dx(), x(at).dims);
  const bias = isCentred ? [() => math.sumTo(norm.dBias(), x(3).dims)] : [];
  return [sums(0), sums(1), norm.dScale, ...bias, sums(biasAt)];
};
