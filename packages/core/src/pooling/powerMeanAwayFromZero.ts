import type { Ops } from '../lift.ts';
import { weightedMean } from '../tokens.ts';
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
  weights: (ops, mean) => {
    const { u, sum } = powers(ops, mean);
    return ops.mul(ops.div(u, sum), mean.tokens.q);
  },
  gradient: (ops, mean) => {
    const { div, mul, select, sub } = ops;
    const { positive, r, logR, u, sum, logSum } = powers(ops, mean);
    const yOverRef = root(ops, mean, logSum);
    const slope = mul(u, select(positive, div(1, r), r));
    return {
      byTokens: mul(mul(slope, mean.tokens.q), div(yOverRef, sum)),
      byP: () => {
        const { size } = mean.p;
        const meanLog = div(weightedMean(ops, mean.tokens, mul(u, logR)), sum);
        return mul(div(mul(mean.ref, yOverRef), size), sub(meanLog, div(logSum, size)));
      },
    };
  },
};

function powers<T>(ops: Ops<T>, mean: PowerMeanParts<T | number>) {
  const { exp, log, mul } = ops;
  const { positive, r } = ratioToRef(ops, mean);
  const logR = log(r);
  const u = exp(mul(logR, mean.p.size));
  const sum = weightedMean(ops, mean.tokens, u);
  return { positive, r, logR, u, sum, logSum: log(sum) };
}

/** `S^(1/p)`, which is `y / ref`. */
function root<T>(ops: Ops<T>, { p }: PowerMeanParts<T | number>, logSum: T | number): T | number {
  return ops.exp(ops.mul(logSum, ops.div(p.sign, p.size)));
}
