import type { Ops } from '../lift.ts';
import type { GroupLayout } from '../ops.ts';
import type { AttentionSpec } from '../spec.ts';
import { largest } from '../tokens.ts';
import type { PoolingDefinition, PoolingInput } from './definition.ts';
import { requiredParameter } from './parameter.ts';

/**
 * Attention pooling with a learned query, one softmax over tokens a head of `D / heads` channels:
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
    const { weights, layout, query } = attend(ops, input);
    const { x } = input.tokens;
    const w = spread(weights, layout);
    const centred = sub(x, sum(mul(w, x)));
    const byScore = spread(mul(weights, ops.collect(mul(centred, dy), layout)), layout);
    return {
      x: add(mul(w, dy), mul(byScore, query)),
      parameters: { query: mul(ops.sumBatch(sum(mul(byScore, centred))), scaleOf(layout)) },
    };
  },
};

function attend<T>(ops: Ops<T>, input: PoolingInput<T, AttentionSpec>) {
  const { collect, div, exp, mul, select, sub } = ops;
  const { tokens, channels, spec } = input;
  const layout: GroupLayout = { groups: spec.heads, channels, interleaved: false };
  const query = mul(requiredParameter(input, 'query'), scaleOf(layout));
  const scores = collect(mul(tokens.x, query), layout);
  const below = sub(scores, largest(ops, tokens, scores));
  // A dropped token's score may lie above the largest kept one.
  const grown = mul(exp(tokens.keep === undefined ? below : select(tokens.keep, below, 0)), tokens.q);
  /** `[batch, tokens, heads]`. */
  const weights = div(grown, ops.sum(grown));
  return { weights, layout, query };
}

function scaleOf({ channels, groups }: GroupLayout): number {
  return 1 / Math.sqrt(channels / groups);
}
