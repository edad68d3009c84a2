import { centred, weightedMean } from '../input/tokens.ts';
import { prefixKeys } from '../spec/keys.ts';
import type { MeanSpec } from '../spec/spec.ts';
import { attendKeys, completeAttend } from './attend/attendKeys.ts';
import type { PoolingDefinition } from './definition.ts';
import { noParameters, oneGroup, oneToken, sameChannels, takesAny, takesNegatives } from './plainFacts.ts';
import { streamedAttending } from './streamRule.ts';

/**
 * Average pooling (SPoC): `y = Σ q x`.
 *
 * `∂y/∂x_i = q_i = w_i`, `∂y/∂ln q_i = q_i (x_i - y)`.
 */
export const mean: PoolingDefinition<MeanSpec> = {
  title: 'Average pooling (SPoC)',
  formula: 'y = Σ q x',
  keys: () => ({ ...attendKeys(), ...prefixKeys }),
  complete: (spec) => completeAttend(spec, 1),
  parameters: noParameters,
  width: sameChannels,
  checkChannels: takesAny,
  checkTokens: takesAny,
  fewestTokens: oneToken,
  refusesNegatives: takesNegatives,
  streaming: streamedAttending,
  groups: oneGroup,
  identity: 'y = Σ w x',
  forward: (ops, { tokens }) => weightedMean(ops, tokens, tokens.x),
  weights: (_, { tokens }) => tokens.q,
  gradient: (ops, { tokens }, dy) => {
    const x = ops.mul(tokens.q, dy);
    return { x, byShares: () => ops.mul(x, centred(ops, tokens, tokens.x)) };
  },
};
