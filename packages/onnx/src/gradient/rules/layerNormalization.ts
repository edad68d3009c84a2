import type { Fixed, GraphMath } from '../graphMath.ts';
import { axisOf, type Rule } from '../rule.ts';

/**
 * `y = γ x̂ + β`, `x̂ = (x - μ) / σ`, `σ = √(mean (x - μ)² + ε)` over the last axes:
 * `dx = (g - mean g - x̂ mean (g x̂)) / σ` with `g = γ dy`, `dγ = Σ dy x̂`, `dβ = Σ dy`.
 */
export const layerNormalization: Rule = ({ x, dy, int, float, math }) => {
  const axis = axisOf(int('axis', -1), x(0));
  const { dx, dScale, dBias } = normalized(math, {
    ...{ x: x(0), scale: x(1), dy, axis },
    epsilon: float('epsilon', 1e-5),
    isCentred: true,
  });
  return [dx, dScale, () => math.sumTo(dBias(), x(2).dims)];
};

interface Norm {
  readonly x: Fixed;
  /** Left out for none. */
  readonly scale?: Fixed | undefined;
  readonly dy: Fixed;
  /** The first of the axes that are normalised. */
  readonly axis: number;
  readonly epsilon: number;
  /** Whether the mean is taken off. */
  readonly isCentred: boolean;
}

/** Gradients of a normalisation over the last axes; without centring those of `y = γ x / √(mean x² + ε)`. */
export function normalized(
  math: GraphMath,
  { x, scale, dy, axis, epsilon, isCentred }: Norm,
): Record<'dx' | 'dScale' | 'dBias' | 'unit', () => Fixed> {
  const axes = x.dims.flatMap((_, i) => (i < axis ? [] : [i]));
  const standard = (): readonly [unit: Fixed, sigma: Fixed] => {
    const centred = isCentred ? math.sub(x, math.mean(x, axes)) : x;
    const variance = math.mean(math.mul(centred, centred), axes);
    const sigma = math.map('Sqrt', math.add(variance, math.number(x, epsilon)));
    return [math.div(centred, sigma), sigma];
  };
  return {
    dx: () => {
      const [unit, sigma] = standard();
      const g = scale === undefined ? dy : math.mul(dy, scale);
      const turned = math.mul(unit, math.mean(math.mul(g, unit), axes));
      const moved = isCentred ? math.sub(g, math.mean(g, axes)) : g;
      return math.div(math.sub(moved, turned), sigma);
    },
    dScale: () => math.sumTo(math.mul(dy, standard()[0]), scale?.dims ?? []),
    dBias: () => dy,
    unit: () => standard()[0],
  };
}
