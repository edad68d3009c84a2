import type { Ops } from '../ops/lift.ts';
import type { Operand } from '../ops/ops.ts';
import { prefixKeys } from '../spec/keys.ts';
import { flag, preset, wholeNumber } from '../spec/rules.ts';
import type { AttentionSpec, QueryAttendSpec } from '../spec/spec.ts';
import { type Attended, attendTokens } from './attend/attendTokens.ts';
import { queryScore } from './attend/queryScore.ts';
import { checkDivides } from './checkDivides.ts';
import type { PoolingDefinition, PoolingInput } from './definition.ts';
import { mean } from './mean.ts';
import { oneToken, sameChannels, takesAny, takesNegatives } from './plainFacts.ts';
import { requiredParameter } from './requiredParameter.ts';
import { streamedAlike, withScores } from './streamRule.ts';

/**
 * Attention pooling with a learned query, one softmax over tokens for each head of `D / heads` channels, `D` in all: the mean
 * of tokens that attend by a `query` over each head's own channels.
 *
 *     s_ih = Σ_c query_c x_ic / √(D / heads), c in head h
 *     w_ih = q_i e^(s_ih) / Σ q e^(s_h),  y_c = Σ_i w_ih x_ic
 *
 * A query of zeros pools the mean.
 */
export const attention: PoolingDefinition<AttentionSpec> = {
  title: 'Attention pooling with a learned query',
  formula: 'y = Σ w x, w the softmax over tokens of query · x / √(channels / heads) in each head',
  keys: () => ({
    heads: preset(wholeNumber(1, 'must be a whole number from 1. It must divide the channels.'), 1),
    trainable: preset(flag(), true),
    ...prefixKeys,
  }),
  complete: (spec) => ({ ...spec, trainable: spec.trainable ?? true }),
  parameters: (spec, channels) => queryScore.parameters(attendOfHeads(spec), channels),
  width: sameChannels,
  checkChannels: ({ type, heads }, channels) => checkDivides(type, 'heads', heads, channels),
  checkTokens: takesAny,
  fewestTokens: oneToken,
  refusesNegatives: takesNegatives,
  streaming: (spec) =>
    withScores(streamedAlike(spec), {
      attend: attendOfHeads(spec),
      under: '',
      merged: mean.complete({ type: 'mean', prefixTokens: 0 }),
    }),
  groups: ({ heads }) => ({ groups: heads, interleaved: false }),
  identity: 'y = Σ w x',
  forward: (ops, input) => mean.forward(ops, asMean(input, attended(ops, input))),
  weights: (ops, input) => mean.weights(ops, asMean(input, attended(ops, input))),
  gradient: (ops, input, dy) => {
    const tokens = attended(ops, input);
    const { x, byShares } = mean.gradient(ops, asMean(input, tokens), dy);
    return tokens.gradient(x, byShares!());
  },
};

function attendOfHeads({ heads, trainable }: AttentionSpec): QueryAttendSpec {
  return { score: 'query', over: 'group', groups: heads, value: null, trainable };
}

function attended<T>(ops: Ops<T>, input: PoolingInput<T, AttentionSpec>): Attended<Operand<T>> {
  const { spec, tokens, channels } = input;
  return attendTokens(ops, {
    attend: attendOfHeads(spec),
    tokens,
    channels,
    interleaved: false,
    parameter: (name) => requiredParameter(input, name),
  });
}

function asMean<T>(input: PoolingInput<T, AttentionSpec>, { tokens }: Attended<Operand<T>>) {
  const { prefixTokens } = input.spec;
  return { ...input, spec: { type: 'mean', prefixTokens } as const, tokens };
}
