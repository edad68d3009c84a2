import * as z from 'zod/mini';
import { largest } from '../input/tokens.ts';
import type { Ops } from '../ops/lift.ts';
import type { GroupLayout, Operand } from '../ops/ops.ts';
import { flag, prefixKeys, wholeNumber } from '../spec/keys.ts';
import { startingFrom } from '../spec/parameter.ts';
import type { AttentionSpec } from '../spec/spec.ts';
import { checkDivides } from './checkDivides.ts';
import type { PoolingDefinition, PoolingInput } from './definition.ts';
import { oneToken, sameChannels, takesAny, takesNegatives } from './plainFacts.ts';
import { requiredParameter } from './requiredParameter.ts';

/**
 * Attention pooling with a learned query: one softmax over tokens for each head of `D / heads` channels, `D` in all:
 *
 *     s_ih = Σ_c query_c x_ic / √(D / heads), c in head h
 *     w_ih = q_i e^(s_ih) / Σ q e^(s_h),  y_c = Σ_i w_ih x_ic
 *
 * With `δ_ih = w_ih Σ_c dy_c (x_ic - y_c)`, which sums to 0 over tokens:
 *
 * - `dx_ic = w_ih dy_c + δ_ih query_c / √(D / heads)`
 * - `dquery_c = Σ_i δ_ih (x_ic - y_c) / √(D / heads)`
 *
 * A query of zeros pools the mean.
 */
export const attention: PoolingDefinition<AttentionSpec> = {
  title: 'Attention pooling with a learned query',
  formula: 'y = Σ w x, w the softmax over tokens of query · x / √(channels / heads) in each head',
  keys: () => ({
    heads: z._default(wholeNumber(1, 'must be a whole number from 1. It must divide the channels.'), 1),
    trainable: z._default(flag(), true),
    ...prefixKeys,
  }),
  complete: (spec) => ({ ...spec, trainable: spec.trainable ?? true }),
  parameters: ({ trainable }, channels) => {
    const rest = { trainable, range: null, required: true } as const;
    const query = { name: 'query', shape: [channels], axes: ['channels'], ...rest };
    return [startingFrom(query, () => new Array<number>(channels).fill(0))];
  },
  width: sameChannels,
  checkChannels: ({ type, heads }, channels) => checkDivides(type, 'heads', heads, channels),
  checkTokens: takesAny,
  fewestTokens: oneToken,
  refusesNegatives: takesNegatives,
  streaming: () => ({
    by: 'nothing',
    instead: 'its states would hold softmaxes, which are not built. Pool it at once.',
  }),
  groups: ({ heads }) => ({ groups: heads, interleaved: false }),
  identity: 'y = Σ w x',
  forward: (ops, input) => {
    const { weights, layout } = attend(ops, input);
    return ops.sum(ops.mul(ops.spread(weights, layout), input.tokens.x));
  },
  weights: (ops, input) => {
    const { weights, layout } = attend(ops, input);
    return ops.spread(weights, layout);
  },
  gradient: (ops, input, dy) => {
    const { add, mul, spread, sub, sum } = ops;
    const attended = attend(ops, input);
    const { weights, layout, query } = attended;
    const w = spread(weights, layout);
    const apart = sub(input.tokens.x, bestToken(ops, input, attended));
    const centred = sub(apart, sum(mul(w, apart)));
    const byScore = spread(mul(weights, ops.collect(mul(centred, dy), layout)), layout);
    return {
      x: add(mul(w, dy), mul(byScore, query)),
      parameters: { query: mul(ops.sumBatch(sum(mul(byScore, centred))), scaleOf(layout)) },
    };
  },
};

interface Attended<T> {
  /** `[batch, tokens, heads]`. */
  readonly weights: T;
  readonly layout: GroupLayout;
  /** Already multiplied by the scale `1 / √(D / heads)`. */
  readonly query: T;
  readonly scores: T;
  readonly best: T;
}

function attend<T>(ops: Ops<T>, input: PoolingInput<T, AttentionSpec>): Attended<Operand<T>> {
  const { collect, div, exp, mul, select, sub } = ops;
  const { tokens, channels, spec } = input;
  const layout: GroupLayout = { groups: spec.heads, channels, interleaved: false };
  const query = mul(requiredParameter(input, 'query'), scaleOf(layout));
  const scores = collect(mul(tokens.x, query), layout);
  const best = largest(ops, tokens, scores);
  const below = sub(scores, best);
  // The score of a dropped token may lie above the largest kept one, so that its power could overflow.
  const grown = mul(exp(tokens.keep === undefined ? below : select(tokens.keep, below, 0)), tokens.q);
  const weights = div(grown, ops.sum(grown));
  return { weights, layout, query, scores, best };
}

/**
 * The token with the best score. Where it has all the weight, `x - y` relative to it is exactly 0 at that token, whereas
 * `x - Σ w x` would be the rounding error of a sum, which the gradient of the scores multiplies by `x` again.
 */
function bestToken<T>(
  ops: Ops<T>,
  { tokens }: PoolingInput<T, AttentionSpec>,
  { scores, best, layout }: Attended<Operand<T>>,
): Operand<T> {
  const isBest = ops.equal(ops.spread(scores, layout), ops.spread(best, layout));
  const top = largest(ops, tokens, ops.select(isBest, tokens.x, Number.NEGATIVE_INFINITY));
  return ops.select(ops.equal(top, Number.NEGATIVE_INFINITY), 0, top);
}

function scaleOf({ channels, groups }: GroupLayout): number {
  return 1 / Math.sqrt(channels / groups);
}
