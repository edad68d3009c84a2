import { centred, type Tokens, weightedMean } from '../../input/tokens.ts';
import type { Ops } from '../../ops/lift.ts';
import type { Operand } from '../../ops/ops.ts';
import { divergenceSlope, expSlope, logSlope } from '../../ops/slopes.ts';
import type { PowerMeanFormula, PowerMeanParts } from './powerMeanFormula.ts';

/**
 * The power mean for `|p| < 0.5`, where `S^(1/p)` loses digits, with `d = ln(x / ref)`, `p d ≤ 0`:
 *
 *     S = Σ q e^(p d),  A = (S - 1) / p = Σ q d g(p d),  g(z) = (e^z - 1) / z
 *     D = ln(y / ref) = A l(p A),  l(s) = ln(1 + s) / s,  where S is at least 1/2
 *     D = ln S / p                                         where it is less: 1 + p A would cancel
 *     y = ref e^D,  e = ln(x / y) = d - D,  z = p e
 *     w = q e^z
 *     ∂y/∂x = w y / x
 *     ∂y/∂p = y Σ q e² h(z),  h(z) = (z e^z - e^z + 1) / z²
 *     ∂y/∂ln q = y (w - q) / p = y q (a - A) / S,  a = d g(p d)
 *
 * `S` is far below 1 only where `p` is not near 0. So nothing is divided by a `p` near 0, and all of it, with its
 * derivatives, is smooth through `p = 0`: there `D` is the mean of the logarithms and `∂y/∂p` is `y Var_q(ln x) / 2`.
 *
 * `∂y/∂p` is `y KL(w ‖ q) / p²`, rewritten by the constraint `Σ q e^z = 1` so that all terms are positive and nothing
 * cancels. Gradients use `y` itself as the reference: where `y` is far from the largest token but near most others, the
 * distance of these from `y` would be lost in the rounding of `d`.
 */
export const nearZero: PowerMeanFormula = {
  forward: (ops, mean) => pooled(ops, mean, logarithms(ops, mean)),
  weights: (ops, mean) => logWeights(ops, mean.tokens, logarithms(ops, mean)),
  gradient: (ops, mean) => {
    const { div, mul } = ops;
    const aroundMean = { ...mean, ref: pooled(ops, mean, logarithms(ops, mean)) };
    const logs = logarithms(ops, aroundMean);
    const y = pooled(ops, aroundMean, logs);
    return {
      byTokens: div(mul(logWeights(ops, mean.tokens, logs), y), mean.tokens.x),
      byP: () => mul(y, logSpread(ops, mean.tokens, logs)),
      byShares: () => mul(y, logShares(ops, mean.tokens, logs)),
    };
  },
};

/** What the formulas above are made of. */
export interface Logarithms<T> {
  readonly p: T;
  readonly d: T;
  /** `S`. */
  readonly sum: T;
  /** `d g(p d)`, whose mean is `A`. */
  readonly raised: T;
  /** `D = ln(y / ref)`. */
  readonly ofMean: T;
}

function logarithms<T>(ops: Ops<T>, mean: PowerMeanParts<Operand<T>>): Logarithms<Operand<T>> {
  const { sign, size } = mean.p;
  return logarithmsOf(ops, mean.tokens, logRatio(ops, mean), ops.mul(sign, size));
}

/** `d` are the logarithms of the tokens relative to any reference. */
export function logarithmsOf<T>(
  ops: Ops<T>,
  tokens: Tokens<Operand<T>>,
  d: Operand<T>,
  p: Operand<T>,
): Logarithms<Operand<T>> {
  const z = ops.mul(d, p);
  const grown = ops.exp(z);
  const sum = weightedMean(ops, tokens, grown);
  const raised = ops.mul(d, expSlope(ops, z, grown));
  const ofMean = logMean(ops, p, weightedMean(ops, tokens, raised), sum);
  return { p, d, sum, raised, ofMean };
}

/** `D`. */
function logMean<T>(ops: Ops<T>, p: Operand<T>, a: Operand<T>, sum: Operand<T>): Operand<T> {
  const { div, less, log, mul, select } = ops;
  const s = mul(a, p);
  const isSmall = less(s, -0.5);
  const near = mul(a, logSlope(ops, select(isSmall, 0, s)));
  // With p = 0, S is 1.
  if (p === 0) return near;
  const far = div(log(select(isSmall, sum, 1)), typeof p === 'number' ? p : select(isSmall, p, 1));
  return select(isSmall, far, near);
}

/** `w = q e^z`. */
export function logWeights<T>(
  ops: Ops<T>,
  { q }: Tokens<Operand<T>>,
  logs: Logarithms<Operand<T>>,
): Operand<T> {
  return ops.mul(ops.exp(fromMean(ops, logs).z), q);
}

/** `Σ q e² h(z)`, the derivative of `ln y` by `p`. */
export function logSpread<T>(
  ops: Ops<T>,
  tokens: Tokens<Operand<T>>,
  logs: Logarithms<Operand<T>>,
): Operand<T> {
  const { e, z } = fromMean(ops, logs);
  return weightedMean(ops, tokens, ops.mul(ops.mul(e, e), divergenceSlope(ops, z, ops.exp(z))));
}

/** `q (a - A) / S`, the derivative of `ln y` by the logarithm of `q`. */
export function logShares<T>(
  ops: Ops<T>,
  tokens: Tokens<Operand<T>>,
  { raised, sum }: Logarithms<Operand<T>>,
): Operand<T> {
  return ops.mul(tokens.q, ops.div(centred(ops, tokens, raised), sum));
}

/** `e` and `z`. */
function fromMean<T>(ops: Ops<T>, { p, d, ofMean }: Logarithms<Operand<T>>) {
  const e = ops.sub(d, ofMean);
  return { e, z: ops.mul(e, p) };
}

function pooled<T>(
  ops: Ops<T>,
  mean: PowerMeanParts<Operand<T>>,
  { ofMean }: Logarithms<Operand<T>>,
): Operand<T> {
  return ops.mul(mean.ref, ops.exp(ofMean));
}

/** `ln(x / ref)`, also where the ratio itself overflows or is 0: near `p = 0` even the farthest tokens count. */
function logRatio<T>(ops: Ops<T>, { tokens, ref }: PowerMeanParts<Operand<T>>): Operand<T> {
  const { clamp, div, equal, log, select, sub } = ops;
  const { x, keep } = tokens;
  const ratio = div(x, ref);
  const held = clamp(ratio, Math.sqrt(ops.float.tiny), Math.sqrt(ops.float.huge));
  const d = select(equal(held, ratio), log(held), sub(log(x), log(ref)));
  // At most at a distance whose square is still finite, even for an infinite token.
  const far = Math.sqrt(ops.float.huge) / 4;
  const within = clamp(d, -far, far);
  return keep === undefined ? within : select(keep, within, 0);
}
