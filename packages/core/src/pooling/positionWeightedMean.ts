import { type Tokens, weightedMean } from '../input/tokens.ts';
import type { Ops } from '../ops/lift.ts';
import type { Operand } from '../ops/ops.ts';
import { prefixKeys } from '../spec/keys.ts';
import type { PositionWeightedMeanSpec } from '../spec/spec.ts';
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
 * Mean in which token `i` of `1..n` (after the prefix, dropped ones counted; see `countFrom`) weighs `i` times as much as the first:
 * `y = Σ i q x / Σ i q`.
 *
 * `∂y/∂x_i = w_i = i q_i / Σ i q`.
 */
export const positionWeightedMean: PoolingDefinition<PositionWeightedMeanSpec> = {
  title: 'Mean in which later tokens count more',
  formula: 'y = Σ i a x / Σ i a',
  keys: () => prefixKeys,
  complete: asParsed,
  parameters: noParameters,
  width: sameChannels,
  checkChannels: takesAny,
  checkTokens: takesAny,
  fewestTokens: oneToken,
  refusesNegatives: takesNegatives,
  streaming: () => ({
    by: 'nothing',
    instead:
      'a piece does not know where its tokens stand. Stream { "type": "mean" } with the positions as weights.',
  }),
  groups: oneGroup,
  identity: 'y = Σ w x',
  forward: (ops, { tokens }) => weightedMean(ops, byPosition(ops, tokens), tokens.x),
  weights: (ops, { tokens }) => byPosition(ops, tokens).q,
  gradient: (ops, { tokens }, dy) => ({ x: ops.mul(byPosition(ops, tokens).q, dy) }),
};

function byPosition<T>(ops: Ops<T>, { x, q, any, first }: Tokens<Operand<T>>): Pick<Tokens<Operand<T>>, 'q'> {
  const fromStart = ops.add(ops.positions(x), 1);
  // Where nothing is kept the result is zero, whatever the position; with 1 all values on the way to it are finite.
  const position =
    first === undefined || any === undefined ? fromStart : ops.select(any, ops.sub(fromStart, first), 1);
  const weighed = ops.mul(position, q);
  return { q: ops.div(weighed, ops.sum(weighed)) };
}
