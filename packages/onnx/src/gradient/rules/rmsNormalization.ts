import { axisOf, type Rule } from '../rule.ts';
import { normalized } from './layerNormalization.ts';

/** `y = γ x̂`, `x̂ = x / σ`, `σ = √(mean x² + ε)`: `dx = (g - x̂ mean (g x̂)) / σ` with `g = γ dy`, `dγ = Σ dy x̂`. */
export const rmsNormalization: Rule = ({ x, dy, int, float, math }) => {
  const axis = axisOf(int('axis', -1), x(0));
  const { dx, dScale } = normalized(math, {
    ...{ x: x(0), scale: x(1), dy, axis },
    epsilon: float('epsilon', 1e-5),
    isCentred: false,
  });
  return [dx, dScale];
};
