import { centred, type Tokens, weightedMean } from '../../input/tokens.ts';
import type { Ops } from '../../ops/lift.ts';
import type { Operand } from '../../ops/ops.ts';
import { once } from '../once.ts';
import { type PowerMeanFormula, type PowerMeanParts, ratioToRef } from './powerMeanFormula.ts';

/**
 * The power mean for `|p| ≥ 0.5`, with `s = sign p` and `r = (x / ref)^s` in (0, 1]:
 *
 *     u = r^|p|,  S = Σ q u,  y = ref S^(1/p)
 *     w = q u / S
 *     ∂y/∂x = w y / x = q u r^-s S^(1/p) / S
 *     ∂y/∂p = y / |p| (Σ w ln r - ln S / |p|)
 *     ∂y/∂ln q = y (w - q) / p = q (u - S) y / (p S)
 */
export const awayFromZero: PowerMeanFormula = {
  forward: (ops, mean) => ops.mul(mean.ref, root(ops, mean, powers(ops, mean))),
  weights: (ops, mean) => powerWeights(ops, mean.tokens, powers(ops, mean)),
  gradient: (ops, mean) => {
    const { div, mul, select } = ops;
    const parts = powers(ops, mean);
    const { positive, held, u, sum } = parts;
    const yOverRef = root(ops, mean, parts);
    const slope = mul(u, select(positive, div(1, held()), held()));
    return {
      byTokens: mul(mul(slope, mean.tokens.q), div(yOverRef, sum)),
      byP: () => {
        const { size } = mean.p;
        const scale = div(mul(mean.ref, yOverRef), size);
        return mul(scale, powerSlope(ops, mean.tokens, parts, size));
      },
      byShares: () => {
        const { sign, size } = mean.p;
        const scale = div(mul(mean.ref, yOverRef), mul(sum, mul(sign, size)));
        return mul(powerShares(ops, mean.tokens, parts), scale);
      },
    };
  },
};

function powers<T>(ops: Ops<T>, mean: PowerMeanParts<Operand<T>>) {
  const { positive, r, held } = ratioToRef(ops, mean);
  const logR = once(() => ops.log(held()));
  const u = ops.power(r, mean.p.size, logR);
  return { positive, held, ...powersOf(ops, mean.tokens, u, logR) };
}

/** Powers `u` of ratios, and what is computed from them; logarithms only where somebody asks. */
export interface Powers<T> {
  readonly u: T;
  /** `S`. */
  readonly sum: T;
  readonly logR: () => T;
  readonly logSum: () => T;
}

/** `u` must be at most 1 at kept tokens. */
export function powersOf<T>(
  ops: Ops<T>,
  tokens: Tokens<Operand<T>>,
  u: Operand<T>,
  logR: () => Operand<T>,
): Powers<Operand<T>> {
  const sum = weightedMean(ops, tokens, u);
  return { u, sum, logR, logSum: once(() => ops.log(sum)) };
}

/** `w = q u / S`. */
export function powerWeights<T>(
  ops: Ops<T>,
  { q }: Tokens<Operand<T>>,
  { u, sum }: Powers<Operand<T>>,
): Operand<T> {
  return ops.mul(ops.div(u, sum), q);
}

/** `Σ w ln r - ln S / |p|`. */
export function powerSlope<T>(
  ops: Ops<T>,
  tokens: Tokens<Operand<T>>,
  { u, sum, logR, logSum }: Powers<Operand<T>>,
  size: Operand<T>,
): Operand<T> {
  const meanLog = ops.div(weightedMean(ops, tokens, ops.mul(u, logR())), sum);
  return ops.sub(meanLog, ops.div(logSum(), size));
}

/** `q (u - S)`. */
export function powerShares<T>(
  ops: Ops<T>,
  tokens: Tokens<Operand<T>>,
  { u }: Powers<Operand<T>>,
): Operand<T> {
  return ops.mul(tokens.q, centred(ops, tokens, u));
}

/** `S^(1/p)`, which is `y / ref`. */
function root<T>(
  ops: Ops<T>,
  { p }: PowerMeanParts<Operand<T>>,
  { sum, logSum }: Powers<Operand<T>>,
): Operand<T> {
  if (p.sign === 1) return ops.power(sum, ops.div(1, p.size), logSum);
  return ops.exp(ops.mul(logSum(), ops.div(p.sign, p.size)));
}
