import { type Tokens, weightedMean } from '../../input/tokens.ts';
import type { Ops } from '../../ops/lift.ts';
import { divergenceSlope, expSlope, logSlope } from '../../ops/nearOne.ts';
import { type PowerMeanFormula, type PowerMeanParts, ratioToRef } from './powerMeanFormula.ts';

/**
 * The power mean for `|p| < 0.5`, where `S^(1/p)` loses digits, with `d = ln(x / ref)`, `p d ≤ 0`:
 *
 *     A = (Σ q e^(p d) - 1) / p = Σ q d g(p d),  g(z) = (e^z - 1) / z
 *     D = ln(1 + p A) / p = A l(p A),  l(s) = ln(1 + s) / s
 *     y = ref e^D,  e = ln(x / y) = d - D,  z = p e
 *     w = q e^z
 *     ∂y/∂x = w y / x = q e^(z - e)
 *     ∂y/∂p = y Σ q e² h(z),  h(z) = (z e^z - e^z + 1) / z²
 *
 * Nothing is divided by `p`, so that all of it, and its derivatives, are smooth through `p = 0`: there `D` is the mean
 * of the logarithms and `∂y/∂p` is `y Var_q(ln x) / 2`. The last line is `y KL(w ‖ q) / p²` with the constraint
 * `Σ q e^z = 1` worked in: all its terms are positive, so nothing cancels.
 */
export const nearZero: PowerMeanFormula = {
  forward: (ops, mean) => pooled(ops, mean, logarithms(ops, mean)),
  weights: (ops, mean) => logWeights(ops, mean.tokens, logarithms(ops, mean)),
  gradient: (ops, mean) => {
    const { exp, mul, sub } = ops;
    const logs = logarithms(ops, mean);
    return {
      byTokens: mul(exp(sub(logs.z, logs.e)), mean.tokens.q),
      byP: () => mul(pooled(ops, mean, logs), logSpread(ops, mean.tokens, logs)),
    };
  },
};

/** What the formulas above are made of. */
export interface Logarithms<T> {
  /** `D = ln(y / ref)`. */
  readonly ofMean: T;
  readonly e: T;
  readonly z: T;
}

function logarithms<T>(ops: Ops<T>, mean: PowerMeanParts<T | number>): Logarithms<T | number> {
  return logarithmsOf(ops, mean.tokens, logRatio(ops, mean), ops.mul(mean.p.sign, mean.p.size));
}

/** From the logarithms `d` of the tokens over the reference. */
export function logarithmsOf<T>(
  ops: Ops<T>,
  tokens: Tokens<T | number>,
  d: T | number,
  p: T | number,
): Logarithms<T | number> {
  const { mul, sub } = ops;
  const a = weightedMean(ops, tokens, mul(d, expSlope(ops, mul(d, p))));
  const ofMean = mul(a, logSlope(ops, mul(a, p)));
  const e = sub(d, ofMean);
  return { ofMean, e, z: mul(e, p) };
}

/** `w = q e^z`. */
export function logWeights<T>(
  ops: Ops<T>,
  { q }: Tokens<T | number>,
  { z }: Logarithms<T | number>,
): T | number {
  return ops.mul(ops.exp(z), q);
}

/** `Σ q e² h(z)`, the derivative of `ln y` by `p`. */
export function logSpread<T>(
  ops: Ops<T>,
  tokens: Tokens<T | number>,
  { e, z }: Logarithms<T | number>,
): T | number {
  return weightedMean(ops, tokens, ops.mul(ops.mul(e, e), divergenceSlope(ops, z)));
}

function pooled<T>(
  ops: Ops<T>,
  mean: PowerMeanParts<T | number>,
  { ofMean }: Logarithms<T | number>,
): T | number {
  return ops.mul(mean.ref, ops.exp(ofMean));
}

/** `ln(x / ref)`, also where the ratio itself would leave the float type: near `p = 0` the farthest tokens still count. */
function logRatio<T>(ops: Ops<T>, mean: PowerMeanParts<T | number>): T | number {
  const { clamp, less, log, mul, select, sub } = ops;
  const { above, below, r } = ratioToRef(ops, mean);
  const d = select(less(r, Math.sqrt(ops.float.tiny)), sub(log(above), log(below)), log(r));
  // An infinite token stays far away, but its square must be finite.
  const far = Math.sqrt(ops.float.huge) / 4;
  return mul(mean.p.sign, clamp(d, -far, 0));
}
