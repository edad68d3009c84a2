import type { Tokens } from '../input/tokens.ts';
import { weightedMean } from '../input/tokens.ts';
import type { Ops } from '../ops/lift.ts';
import type { Operand } from '../ops/ops.ts';
import { prefixKeys } from '../spec/keys.ts';
import { wholeNumber } from '../spec/rules.ts';
import type { TopKSpec } from '../spec/spec.ts';
import type { PoolingDefinition } from './definition.ts';
import {
  asParsed,
  noParameters,
  oneGroup,
  oneToken,
  sameChannels,
  takesAny,
  takesNegatives,
} from './plainFacts.ts';

/**
 * Top-k mean: the weighted mean of the `k` largest kept values of each channel, `y = Σ w x`. With fewer kept tokens it is
 * the mean of all.
 *
 * With `t` the `k`-th largest value, `above` the number of kept values over it and `tied` the number of those equal to it:
 *
 *     f_i = 1 where x_i > t,  (k - above) / tied where x_i = t,  0 below
 *     w_i = f_i q_i / Σ f q
 *
 * so that the result does not depend on which of the tied tokens count. `∂y/∂x_i = w_i`; `k = 1` is `max`.
 */
export const topK: PoolingDefinition<TopKSpec> = {
  title: 'Mean of the k largest values of each channel',
  formula: 'y = Σ f q x / Σ f q, f 1 for the k largest values, 0 for the others, shared where they tie',
  keys: () => ({
    k: wholeNumber(1, 'must be a whole number from 1: how many values of each channel count.'),
    ...prefixKeys,
  }),
  complete: asParsed,
  parameters: noParameters,
  width: sameChannels,
  checkChannels: takesAny,
  checkTokens: takesAny,
  fewestTokens: oneToken,
  refusesNegatives: takesNegatives,
  streaming: () => ({
    by: 'nothing',
    instead: 'a state has one vector, no place for the k largest tokens of each channel. Pool it at once.',
  }),
  groups: oneGroup,
  identity: 'y = Σ w x',
  forward: (ops, { spec, tokens }) => {
    const { q, below } = shares(ops, spec, tokens);
    return weightedMean(ops, { q }, ops.select(below, 0, tokens.x));
  },
  weights: (ops, { spec, tokens }) => shares(ops, spec, tokens).q,
  gradient: (ops, { spec, tokens }, dy) => ({ x: ops.mul(shares(ops, spec, tokens).q, dy) }),
};

/** The weights, and the condition that a token is not among the `k` largest. For NaN it is false, so that NaN counts. */
function shares<T>(ops: Ops<T>, { k }: TopKSpec, tokens: Tokens<Operand<T>>) {
  const { div, equal, less, mul, select, sub, sum } = ops;
  const { x, q, keep } = tokens;
  const least = kthLargest(ops, k, tokens);
  const counted = (condition: Operand<T>): Operand<T> =>
    keep === undefined ? condition : select(keep, condition, 0);
  const ones = (condition: Operand<T>): Operand<T> => sum(counted(select(condition, 1, 0)));
  const below = less(x, least);
  const above = ones(less(least, x));
  const isTied = equal(x, least);
  const tied = ones(isTied);
  const share = div(sub(k, above), select(less(0, tied), tied, 1));
  // With fewer than k kept tokens every one counts in full.
  const part = select(less(share, 1), share, 1);
  const f = counted(select(below, 0, select(isTied, part, 1)));
  const weighed = mul(f, q);
  const total = sum(weighed);
  return { q: div(weighed, select(less(0, total), total, 1)), below };
}

/**
 * The `k`-th largest kept value of each channel; the smallest where fewer are kept. A constant to differentiation.
 *
 * It goes by rounds, each from a value to the next smaller one, until `k` tokens are at least as large as the value.
 */
function kthLargest<T>(ops: Ops<T>, k: number, tokens: Tokens<Operand<T>>): Operand<T> {
  const { less, max, select, sum } = ops;
  const { x, keep } = tokens;
  const values = keep === undefined ? x : select(keep, x, Number.NEGATIVE_INFINITY);
  let least = max(values);
  const count = ops.count(x);
  // Each round finds at least one token more, so that more rounds than tokens are of no use.
  const rounds = Math.min(k, typeof count === 'number' ? count : k);
  for (let round = 1; round < rounds; round++) {
    const isBelow = less(values, least);
    const found = sum(select(isBelow, 0, 1));
    const next = max(select(isBelow, values, Number.NEGATIVE_INFINITY));
    least = select(less(found, k), next, least);
  }
  return least;
}
