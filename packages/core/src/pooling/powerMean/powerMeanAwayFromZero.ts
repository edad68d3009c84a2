import { type Tokens, weightedMean } from '../../input/tokens.ts';
import type { Ops } from '../../ops/lift.ts';
import { type PowerMeanFormula, type PowerMeanParts, ratioToRef } from './powerMeanFormula.ts';

/**
 * The power mean for `|p| ≥ 0.5`, with `s = sign p` and `r = (x / ref)^s` in (0, 1]:
 *
 *     u = r^|p| = exp(|p| ln r),  S = Σ q u,  y = ref S^(1/p)
 *     w = q u / S
 *     ∂y/∂x = w y / x = q u r^-s S^(1/p) / S
 *     ∂y/∂p = y / |p| (Σ w ln r - ln S / |p|)
 */
export const awayFromZero: PowerMeanFormula = {
  forward: (ops, mean) => {
    const { logSum } = powers(ops, mean);
    return ops.mul(mean.ref, root(ops, mean, logSum));
  },
  weights: (ops, mean) => powerWeights(ops, mean.tokens, powers(ops, mean)),
  gradient: (ops, mean) => {
    const { div, mul, select } = ops;
    const parts = powers(ops, mean);
    const { positive, r, u, sum, logSum } = parts;
    const yOverRef = root(ops, mean, logSum);
    const slope = mul(u, select(positive, div(1, r), r));
    return {
      byTokens: mul(mul(slope, mean.tokens.q), div(yOverRef, sum)),
      byP: () => {
        const { size } = mean.p;
        const scale = div(mul(mean.ref, yOverRef), size);
        return mul(scale, powerSlope(ops, mean.tokens, parts, size));
      },
    };
  },
};

function powers<T>(ops: Ops<T>, mean: PowerMeanParts<T | number>) {
  const { positive, r } = ratioToRef(ops, mean);
  return { positive, r, ...powersOf(ops, mean.tokens, ops.log(r), mean.p.size) };
}

/** `u`, `S` and `ln S` from logarithms that are at most 0 where a token is kept. */
export interface Powers<T> {
  readonly logR: T;
  readonly u: T;
  readonly sum: T;
  readonly logSum: T;
}

export function powersOf<T>(
  ops: Ops<T>,
  tokens: Tokens<T | number>,
  logR: T | number,
  size: T | number,
): Powers<T | number> {
  const u = ops.exp(ops.mul(logR, size));
  const sum = weightedMean(ops, tokens, u);
  return { logR, u, sum, logSum: ops.log(sum) };
}

/** `w = q u / S`. */
export function powerWeights<T>(
  ops: Ops<T>,
  { q }: Tokens<T | number>,
  { u, sum }: Powers<T | number>,
): T | number {
  return ops.mul(ops.div(u, sum), q);
}

/** `Σ w ln r - ln S / |p|`. */
export function powerSlope<T>(
  ops: Ops<T>,
  tokens: Tokens<T | number>,
  { logR, u, sum, logSum }: Powers<T | number>,
  size: T | number,
): T | number {
  const meanLog = ops.div(weightedMean(ops, tokens, ops.mul(u, logR)), sum);
  return ops.sub(meanLog, ops.div(logSum, size));
}

/** `S^(1/p)`, which is `y / ref`. */
function root<T>(ops: Ops<T>, { p }: PowerMeanParts<T | number>, logSum: T | number): T | number {
  return ops.exp(ops.mul(logSum, ops.div(p.sign, p.size)));
}
