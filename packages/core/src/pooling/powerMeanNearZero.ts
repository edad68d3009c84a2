import type { Ops } from './definition.ts';
import { logRatioToRef, type PowerMeanFormula, type PowerMeanParts } from './powerMeanFormula.ts';
import { weightedMean } from '../tokens.ts';

/**
 * The power mean for `|p| < 0.5`, where the power formula cancels, with `s = sign p` and `d = ln (x / ref)^s ≤ 0`:
 *
 *     L = ln Σ q e^(|p| d) = log1p(Σ q expm1(|p| d)),  y = ref exp(L / p)
 *     e = ln(x / y) = s d - L / p,  z = p e = |p| d - L
 *     w = q e^z
 *     ∂y/∂x = w y / x = q e^(z - e)
 *     ∂y/∂p = y Σ q e² h(z),  h(z) = (z e^z - e^z + 1) / z²
 *
 * The last is `y KL(w ‖ q) / p²` with the constraint `Σ q e^z = 1` worked in: all its terms are positive, so nothing
 * cancels, and at `p = 0` it is `y Var_q(ln x) / 2`.
 */
export const nearZero: PowerMeanFormula = {
  forward: (ops, mean) => pooled(ops, mean, parts(ops, mean)),
  weights: (ops, mean) => ops.mul(ops.exp(parts(ops, mean).z), mean.tokens.q),
  byTokens: (ops, mean) => {
    const { e, z } = parts(ops, mean);
    return ops.mul(ops.exp(ops.sub(z, e)), mean.tokens.q);
  },
  byP: (ops, mean) => {
    const all = parts(ops, mean);
    const { e, z } = all;
    const spread = weightedMean(ops, mean.tokens, ops.mul(ops.mul(e, e), divergenceSlope(ops, z)));
    return ops.mul(pooled(ops, mean, all), spread);
  },
};

interface Parts<T> {
  /** `L / p`, which is `ln(y / ref)`. */
  readonly logRoot: T;
  readonly e: T;
  readonly z: T;
}

function parts<T>(ops: Ops<T>, mean: PowerMeanParts<T | number>): Parts<T | number> {
  const { expm1, log1p, mul, sub } = ops;
  const { sign, size } = mean.p;
  const d = logRatioToRef(ops, mean);
  const power = mul(d, size);
  const logSum = log1p(weightedMean(ops, mean.tokens, expm1(power)));
  const logRoot = mul(ops.div(logSum, size), sign);
  return { logRoot, e: sub(mul(d, sign), logRoot), z: sub(power, logSum) };
}

function pooled<T>(ops: Ops<T>, mean: PowerMeanParts<T | number>, { logRoot }: Parts<T | number>): T | number {
  return ops.mul(mean.ref, ops.exp(logRoot));
}

/** `h(z) = (z e^z - e^z + 1) / z² = Σ z^k (k + 1) / (k + 2)!`, by the series where the closed form cancels. */
function divergenceSlope<T>(ops: Ops<T>, z: T | number): T | number {
  const { add, div, expm1, less, mul, select, sub } = ops;
  const limit = 0.5;
  const small = less(mul(z, z), limit ** 2);
  const near = select(small, z, 0);
  const coefficients = seriesOf(limit, ops.float.epsilon);
  const series = coefficients.reduceRight<T | number>((sum, c) => add(mul(near, sum), c), 0);
  const far = select(small, 1, z);
  const grown = expm1(far);
  const closed = div(sub(mul(far, add(grown, 1)), grown), mul(far, far));
  return select(small, series, closed);
}

/** The coefficients `(k + 1) / (k + 2)!` that matter for `|z| ≤ limit`. */
function seriesOf(limit: number, epsilon: number): number[] {
  const coefficients: number[] = [];
  for (let k = 0, factorial = 2; (limit ** k * (k + 1)) / factorial > epsilon; k++, factorial *= k + 2) {
    coefficients.push((k + 1) / factorial);
  }
  return coefficients;
}
