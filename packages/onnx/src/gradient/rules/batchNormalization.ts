import type { Rule } from '../rule.ts';

/**
 * `y = γ x̂ + β`, `x̂ = (x - μ) / √(v + ε)` with the statistics of the model, which stay:
 * `dx = dy γ / √(v + ε)`, `dγ = Σ dy x̂`, `dβ = Σ dy`.
 */
export const batchNormalization: Rule = ({ x, dy, int, float, math, refuse }) => {
  if (int('training_mode', 0) === 1) refuse('training_mode 1, which changes its statistics');
  const rank = x(0).dims.length;
  const channels = [x(0).dims[1]!, ...new Array<number>(rank - 2).fill(1)];
  const of = (at: number) => math.reshape(x(at), channels);
  const axes = x(0).dims.flatMap((_, i) => (i === 1 ? [] : [i]));
  const sigma = () => math.map('Sqrt', math.add(of(4), math.number(x(0), float('epsilon', 1e-5))));
  return [
    () => math.mul(dy, math.div(of(1), sigma())),
    () => {
      const unit = math.div(math.sub(x(0), of(3)), sigma());
      return math.reshape(math.sum(math.mul(dy, unit), axes), x(1).dims);
    },
    () => math.reshape(math.sum(dy, axes), x(2).dims),
  ];
};
