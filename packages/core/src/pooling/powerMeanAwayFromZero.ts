import type { Ops } from './definition.ts';
import { type PowerMeanFormula, type PowerMeanParts, ratioToRef } from './powerMeanFormula.ts';
import { weightedMean } from '../tokens.ts';

/**
 * The power mean for `|p| ≥ 0.5`, with `s = sign p` and `r = (x / ref)^s` in (0, 1]:
 *
 *     u = r^|p|,  S = Σ q u,  y = ref S^(1/p)
 *     w = q u / S
 *     ∂y/∂x = w y / x = q u r^-s S^(1/p - 1)
 *     ∂y/∂p = y / |p| (Σ w ln r - ln S / |p|)
 */
export const awayFromZero: PowerMeanFormula = {
  forward: (ops, mean) => {
    const { sum } = powers(ops, mean);
    return ops.mul(mean.ref, root(ops, mean, sum));
  },
  weights: (ops, mean) => {
    const { u, sum } = powers(ops, mean);
    return ops.mul(ops.div(u, sum), mean.tokens.q);
  },
  byTokens: (ops, mean) => {
    const { div, mul } = ops;
    const { r, u, sum } = powers(ops, mean);
    const { sign } = mean.p;
    const slope = sign === 1 ? div(u, r) : sign === -1 ? mul(u, r) : ops.select(ops.less(0, sign), div(u, r), mul(u, r));
    return mul(mul(slope, mean.tokens.q), div(root(ops, mean, sum), sum));
  },
  byP: (ops, mean) => {
    const { div, log, mul, sub } = ops;
    const { r, u, sum } = powers(ops, mean);
    const { size } = mean.p;
    const y = mul(mean.ref, root(ops, mean, sum));
    const meanLog = div(weightedMean(ops, mean.tokens, mul(u, log(r))), sum);
    return mul(div(y, size), sub(meanLog, div(log(sum), size)));
  },
};

function powers<T>(ops: Ops<T>, mean: PowerMeanParts<T | number>) {
  const r = ratioToRef(ops, mean);
  const u = ops.pow(r, mean.p.size);
  return { r, u, sum: weightedMean(ops, mean.tokens, u) };
}

/** `S^(1/p)`, which is `y / ref`. */
function root<T>(ops: Ops<T>, { p }: PowerMeanParts<T | number>, sum: T | number): T | number {
  return ops.pow(sum, ops.div(p.sign, p.size));
}
