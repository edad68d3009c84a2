import type { Rule } from '../rule.ts';
import { normalized } from './layerNormalization.ts';

/**
 * `y = γ x̂ + β`, `x̂ = (x - μ) / σ` over the places and the channels of a group; InstanceNormalization has a group for each
 * channel. With `g = γ dy`: `dx = (g - mean g - x̂ mean (g x̂)) / σ`, `dγ = Σ dy x̂`, `dβ = Σ dy`.
 */
export const groupNormalization: Rule = ({ node, x, dy, int, float, math }) => {
  const { dims } = x(0);
  const [batch = 1, channels = 1, ...space] = dims;
  const groups = node.opType === 'InstanceNormalization' ? channels : int('num_groups', channels);
  const places = space.reduce((n, m) => n * m, 1);
  const grouped = [batch, groups, (channels / groups) * places];
  // Before operator set 21, a scale belongs to a group.
  const [scales = 1] = x(1).dims;
  const rows = [batch, scales, (channels / scales) * places];
  const scale = math.reshape(x(1), [scales, 1]);
  const norm = normalized(math, {
    x: math.reshape(x(0), grouped),
    dy: math.reshape(math.mul(math.reshape(dy, rows), scale), grouped),
    axis: 2,
    epsilon: float('epsilon', 1e-5),
    isCentred: true,
  });
  const sumOf = (value: typeof dy) => math.reshape(math.sum(value, [0, 2]), [scales]);
  return [
    () => math.reshape(norm.dx(), dims),
    () => sumOf(math.mul(math.reshape(dy, rows), math.reshape(norm.unit(), rows))),
    () => sumOf(math.reshape(dy, rows)),
  ];
};
