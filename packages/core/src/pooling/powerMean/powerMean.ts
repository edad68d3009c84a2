import { differentiableExtreme, keepShares, largest, type Tokens, tieWeights } from '../../input/tokens.ts';
import type { Ops } from '../../ops/lift.ts';
import type { Operand } from '../../ops/ops.ts';
import type { PowerMeanSpec } from '../../spec/spec.ts';
import type { PoolingFormula, PoolingInput } from '../definition.ts';
import { choose, type Exponent, exponentLayout, exponentOf, fixedExponents, type Known } from './exponent.ts';
import { makePositive } from './negatives.ts';
import { awayFromZero } from './powerMeanAwayFromZero.ts';
import type { PowerMeanGradient, PowerMeanParts, SafeExponent } from './powerMeanFormula.ts';
import { nearZero } from './powerMeanNearZero.ts';
import { referenceMean } from './referenceMean.ts';

/**
 * Power mean of the kept tokens: `y = (Σ q x^p)^(1/p)`, one `p` for each group of channels.
 *
 * `p = 0` is the geometric mean, `∞` the largest and `-∞` the smallest token. Computed relative to
 * `ref = max x` (`min x` for `p < 0`), so that every power lies in `(0, 1]` and the sum in `[q_ref, 1]`:
 * exact at every scale where `x^p` itself leaves the float type.
 *
 * - `w_i = q_i (x_i / y)^p`
 * - `∂y/∂x_i = w_i y / x_i`
 * - `∂y/∂p = y KL(w ‖ q) / p²`
 * - `∂y/∂ln q_i = y (w_i - q_i) / p`
 */
export const powerMean: PoolingFormula<PowerMeanSpec> = {
  forward: (ops, input) => {
    const mean = prepare(ops, input);
    const y = byExponent(ops, mean.p, ops.select, {
      near: (p) => nearZero.forward(ops, finite(mean, p)),
      far: (p) => awayFromZero.forward(ops, finite(mean, p)),
      infinite: () => mean.ref,
    });
    // If `ref` is infinite, ratios to it are 0 or NaN, but the mean is infinite. As a mean it is finite, and the ratios are infinite.
    if (mean.mostTimesRef > 1) return mean.restore(y);
    return mean.restore(ops.select(ops.equal(mean.ref, Number.POSITIVE_INFINITY), mean.ref, y));
  },

  value: (ops, input) => {
    const mean = prepare(ops, input);
    const y = byExponent(ops, mean.p, ops.select, {
      near: (p) => nearZero.forward(ops, finite(mean, p)),
      far: (p) => awayFromZero.forward(ops, finite(mean, p)),
      infinite: () => differentiableExtreme(ops, mean.tokens, mean.tokens.x, mean.ref),
    });
    return mean.restore(y);
  },

  weights: (ops, input) => {
    const mean = prepare(ops, input);
    return byExponent(ops, mean.p, ops.select, {
      near: (p) => nearZero.weights(ops, finite(mean, p)),
      far: (p) => awayFromZero.weights(ops, finite(mean, p)),
      infinite: () => tieWeights(ops, mean.tokens, mean.tokens.x, mean.ref),
    });
  },

  gradient: (ops, input, dy) => {
    const mean = prepare(ops, input);
    const { byTokens, byP, byShares } = byExponent(ops, mean.p, selectGradient(ops), {
      near: (p) => nearZero.gradient(ops, finite(mean, p)),
      far: (p) => awayFromZero.gradient(ops, finite(mean, p)),
      infinite: () => ({
        byTokens: tieWeights(ops, mean.tokens, mean.tokens.x, mean.ref),
        byP: () => 0,
        byShares: () => ops.sub(mean.tokens.q, mean.tokens.q),
      }),
    });
    const gradient = {
      x: mean.gradient(ops.mul(byTokens, dy), dy),
      byShares: () => ops.mul(byShares(), dy),
    };
    if (input.parameters.p === undefined) return gradient;
    const { any } = mean.tokens;
    const kept = any === undefined ? byP() : ops.select(any, byP(), 0);
    return { ...gradient, parameters: { p: ops.collect(ops.sumBatch(ops.mul(dy, kept)), mean.layout) } };
  },
};

function prepare<T>(
  ops: Ops<T>,
  { spec, channels, tokens: given, parameters }: PoolingInput<T, PowerMeanSpec>,
) {
  const layout = exponentLayout(spec, channels);
  const p = exponentOf(ops, { values: fixedExponents(spec), range: spec.range }, layout, parameters.p);
  const { tokens, unbounded, restore, gradient } = makePositive(ops, given, spec);
  const positive = { layout, p, tokens, restore, gradient };
  const mean = referenceMean(ops, { tokens, unbounded, p, eps: spec.eps });
  if (mean !== undefined) return { ...positive, ...mean };
  // Taken from the values before they are raised to eps, because the clamp of some libraries loses NaN.
  const signed = ops.mul(p.sign, unbounded);
  const extreme = ops.mul(p.sign, farthest(ops, tokens, signed, p.infinite));
  const bounded = ops.select(ops.less(extreme, spec.eps), spec.eps, extreme);
  const ref = tokens.any === undefined ? bounded : ops.select(tokens.any, bounded, 1);
  return { ...positive, ref, mostTimesRef: 1 };
}

/** An extreme counts however little it weighs, while powers relative to a token without weight would add up to 0. */
function farthest<T>(
  ops: Ops<T>,
  tokens: Tokens<Operand<T>>,
  signed: Operand<T>,
  infinite: Known<Operand<T>>,
): Operand<T> {
  const ofAll = () => largest(ops, tokens, signed);
  if (tokens.hasShare === undefined) return ofAll();
  return choose(infinite, ofAll, () => largest(ops, keepShares(tokens), signed), ops.select);
}

/** What the formulas for a finite exponent see: a token without weight is none. */
function finite<T>(mean: Omit<PowerMeanParts<T>, 'p'>, p: SafeExponent<T>): PowerMeanParts<T> {
  return { ...mean, p, tokens: keepShares(mean.tokens) };
}

/** Runs the formulas that the exponents need. One that only some channels need gets a harmless exponent in the others. */
function byExponent<T, R>(
  ops: Ops<T>,
  { near, infinite, sign, size }: Exponent<Operand<T>>,
  select: (condition: Operand<T>, yes: R, no: R) => R,
  formula: {
    readonly near: (p: SafeExponent<Operand<T>>) => R;
    readonly far: (p: SafeExponent<Operand<T>>) => R;
    readonly infinite: () => R;
  },
): R {
  const open = typeof near !== 'boolean';
  const ofFinite = () =>
    choose(
      near,
      () => formula.near({ sign, size: open ? ops.select(near, size, 0.25) : size }),
      () => formula.far({ sign, size: open ? ops.select(near, 1, size) : size }),
      select,
    );
  return choose(infinite, formula.infinite, ofFinite, select);
}

function selectGradient<T>(ops: Ops<T>) {
  type Gradient = PowerMeanGradient<Operand<T>>;
  return (condition: Operand<T>, yes: Gradient, no: Gradient): Gradient => ({
    byTokens: ops.select(condition, yes.byTokens, no.byTokens),
    byP: () => ops.select(condition, yes.byP(), no.byP()),
    byShares: () => ops.select(condition, yes.byShares(), no.byShares()),
  });
}
