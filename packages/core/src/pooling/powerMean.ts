import { choose, type Exponent, exponentOf, groupLayout } from '../exponent.ts';
import { makePositive } from '../negatives.ts';
import { largest, tieWeights } from '../tokens.ts';
import type { PowerMeanSpec } from '../spec.ts';
import type { Ops, PoolingDefinition, PoolingInput } from './definition.ts';
import { awayFromZero } from './powerMeanAwayFromZero.ts';
import { nearZero } from './powerMeanNearZero.ts';
import type { SafeExponent } from './powerMeanFormula.ts';

/**
 * Power mean of the kept tokens: `y = (Σ q x^p)^(1/p)`, one `p` a group of channels.
 *
 * `p = 0` is the geometric mean, `∞` the largest and `-∞` the smallest token. Computed relative to
 * `ref = max x` (`min x` for `p < 0`), so that every power lies in `(0, 1]` and the sum in `[q_ref, 1]`:
 * exact at every scale where `x^p` itself leaves the float type.
 *
 * - `w_i = q_i (x_i / y)^p`
 * - `∂y/∂x_i = w_i y / x_i`
 * - `∂y/∂p = y KL(w ‖ q) / p²`
 */
export const powerMean: PoolingDefinition<PowerMeanSpec> = {
  forward: (ops, input) => {
    const mean = prepare(ops, input);
    const y = byExponent(ops, mean.p, {
      near: (p) => nearZero.forward(ops, { ...mean, p }),
      far: (p) => awayFromZero.forward(ops, { ...mean, p }),
      infinite: () => mean.ref,
    });
    // An infinite token makes the ratios to it 0 or NaN, while the mean is simply infinite.
    return mean.restore(ops.select(ops.equal(mean.ref, Number.POSITIVE_INFINITY), mean.ref, y));
  },

  weights: (ops, input) => {
    const mean = prepare(ops, input);
    return byExponent(ops, mean.p, {
      near: (p) => nearZero.weights(ops, { ...mean, p }),
      far: (p) => awayFromZero.weights(ops, { ...mean, p }),
      infinite: () => tieWeights(ops, mean.tokens, mean.tokens.x, mean.ref),
    });
  },

  gradient: (ops, input, dy) => {
    const mean = prepare(ops, input);
    const byTokens = byExponent(ops, mean.p, {
      near: (p) => nearZero.byTokens(ops, { ...mean, p }),
      far: (p) => awayFromZero.byTokens(ops, { ...mean, p }),
      infinite: () => tieWeights(ops, mean.tokens, mean.tokens.x, mean.ref),
    });
    const x = mean.gradient(ops.mul(byTokens, dy), dy);
    if (input.p === undefined) return { x };
    const byP = byExponent(ops, mean.p, {
      near: (p) => nearZero.byP(ops, { ...mean, p }),
      far: (p) => awayFromZero.byP(ops, { ...mean, p }),
      infinite: () => 0,
    });
    const { any } = mean.tokens;
    const kept = any === undefined ? byP : ops.select(any, byP, 0);
    return { x, p: ops.collect(ops.mul(dy, kept), mean.layout) };
  },
};

function prepare<T>(ops: Ops<T>, { spec, channels, tokens: given, p: live }: PoolingInput<T, PowerMeanSpec>) {
  const layout = groupLayout(spec, channels);
  const p = exponentOf(ops, spec, layout, live);
  const { tokens, unbounded, restore, gradient } = makePositive(ops, given, spec);
  // From the values before they are held above eps: the one that carries NaN, which a clamp may swallow.
  const extreme = ops.mul(p.sign, largest(ops, tokens, ops.mul(p.sign, unbounded)));
  const bounded = ops.select(ops.less(extreme, spec.eps), spec.eps, extreme);
  const ref = tokens.any === undefined ? bounded : ops.select(tokens.any, bounded, 1);
  return { layout, p, tokens, restore, gradient, ref };
}

/** Computes what the exponents call for; formulas that only some channels need see harmless exponents in the others. */
function byExponent<T>(
  ops: Ops<T>,
  p: Exponent<T | number>,
  formula: {
    near: (p: SafeExponent<T | number>) => T | number;
    far: (p: SafeExponent<T | number>) => T | number;
    infinite: () => T | number;
  },
): T | number {
  const { near, infinite, sign, size } = p;
  const open = typeof near !== 'boolean';
  const finite = () =>
    choose(
      ops,
      near,
      () => formula.near({ sign, size: open ? ops.select(near, size, 0.25) : size }),
      () => formula.far({ sign, size: open ? ops.select(near, 1, size) : size }),
    );
  return choose(ops, infinite, formula.infinite, finite);
}
