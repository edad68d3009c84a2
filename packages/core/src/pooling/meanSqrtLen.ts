import { type Tokens, weightedMean } from '../input/tokens.ts';
import type { Ops } from '../ops/lift.ts';
import type { Operand } from '../ops/ops.ts';
import { squareRoot } from '../ops/squareRoot.ts';
import { prefixKeys } from '../spec/keys.ts';
import type { MeanSqrtLenSpec } from '../spec/spec.ts';
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
 * Sum over the square root of the length: `y = Σ a x / √(Σ a) = √(Σ a) Σ q x`.
 *
 * `w_i = q_i`, `∂y/∂x_i = q_i √(Σ a)`.
 */
export const meanSqrtLen: PoolingDefinition<MeanSqrtLenSpec> = {
  title: 'Sum over the square root of the length',
  formula: 'y = Σ a x / √(Σ a)',
  keys: () => prefixKeys,
  complete: asParsed,
  parameters: noParameters,
  width: sameChannels,
  checkChannels: takesAny,
  checkTokens: takesAny,
  fewestTokens: oneToken,
  refusesNegatives: takesNegatives,
  streaming: ({ prefixTokens }) => ({
    by: 'pooling',
    piece: { type: 'mean', prefixTokens },
    timesRootOfWeight: true,
  }),
  groups: oneGroup,
  identity: 'y = √(Σ a) Σ w x',
  forward: (ops, { tokens }) => ops.mul(weightedMean(ops, tokens, tokens.x), rootOfLength(ops, tokens)),
  weights: (_, { tokens }) => tokens.q,
  gradient: (ops, { tokens }, dy) => ({
    x: ops.mul(ops.mul(tokens.q, rootOfLength(ops, tokens)), dy),
  }),
};

function rootOfLength<T>(ops: Ops<T>, { total }: Tokens<Operand<T>>): Operand<T> {
  return ops.mul(squareRoot(ops, total.unit), squareRoot(ops, total.sum));
}
