import { differentiableExtreme, largest, tieWeights } from '../input/tokens.ts';
import { prefixKeys } from '../spec/keys.ts';
import type { MaxSpec } from '../spec/spec.ts';
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
 * Max pooling (MAC): `y = max x`.
 *
 * `∂y/∂x_i = w_i = q_i / Σ q` over the tokens tied at the maximum, the limit of the power mean's gradient.
 */
export const max: PoolingDefinition<MaxSpec> = {
  title: 'Max pooling (MAC)',
  formula: 'y = max x',
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
  forward: (ops, { tokens }) => largest(ops, tokens, tokens.x),
  value: (ops, { tokens }) => differentiableExtreme(ops, tokens, tokens.x, largest(ops, tokens, tokens.x)),
  weights: (ops, { tokens }) => tieWeights(ops, tokens, tokens.x, largest(ops, tokens, tokens.x)),
  gradient: (ops, input, dy) => ({ x: ops.mul(max.weights(ops, input), dy) }),
};
