import { weightedMean } from '../input/tokens.ts';
import { prefixKeys } from '../spec/keys.ts';
import type { MeanSpec } from '../spec/spec.ts';
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
import { streamedAlike } from './streamRule.ts';

/**
 * Average pooling (SPoC): `y = Σ q x`.
 *
 * `∂y/∂x_i = q_i = w_i`.
 */
export const mean: PoolingDefinition<MeanSpec> = {
  title: 'Average pooling (SPoC)',
  formula: 'y = Σ q x',
  keys: () => prefixKeys,
  complete: asParsed,
  parameters: noParameters,
  width: sameChannels,
  checkChannels: takesAny,
  checkTokens: takesAny,
  fewestTokens: oneToken,
  refusesNegatives: takesNegatives,
  streaming: streamedAlike,
  groups: oneGroup,
  identity: 'y = Σ w x',
  forward: (ops, { tokens }) => weightedMean(ops, tokens, tokens.x),
  weights: (_, { tokens }) => tokens.q,
  gradient: (ops, { tokens }, dy) => ({ x: ops.mul(tokens.q, dy) }),
};
