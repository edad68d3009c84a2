import { GgemError } from '../errors.ts';
import type { Tokens } from '../input/tokens.ts';
import type { Ops } from '../ops/lift.ts';
import type { Operand } from '../ops/ops.ts';
import { numberOr, preset, wholeNumber } from '../spec/rules.ts';
import type { TokenSpec } from '../spec/spec.ts';
import type { PoolingDefinition } from './definition.ts';
import { asParsed, noParameters, oneGroup, sameChannels, takesAny, takesNegatives } from './plainFacts.ts';

const indexRule = 'must be a whole number (negative counts from the end), "first" or "last".';

/**
 * One token: `y = x[index]`; the class token by default, `first` and `last` for those that the mask keeps.
 *
 * `∂y/∂x_i = w_i`, 1 at that token and 0 elsewhere.
 */
export const token: PoolingDefinition<TokenSpec> = {
  title: 'One token',
  formula: 'y = x[index]',
  keys: () => ({
    index: preset(numberOr(wholeNumber(Number.MIN_SAFE_INTEGER, indexRule), ['first', 'last'], indexRule), 0),
  }),
  complete: asParsed,
  parameters: noParameters,
  width: sameChannels,
  checkChannels: takesAny,
  checkTokens: ({ index }, tokens) => {
    // An open number of tokens is NaN, with which both comparisons are false.
    if (typeof index === 'string' || !(index >= tokens || index < -tokens)) return;
    throw new GgemError(
      'shape',
      `token: index must lie in ${-tokens}..${tokens - 1} for ${tokens} tokens, but ${index} came. Use 0 for the class token.`,
    );
  },
  fewestTokens: ({ index }) => (typeof index === 'string' ? 1 : index < 0 ? -index : index + 1),
  refusesNegatives: takesNegatives,
  streaming: ({ index }) => {
    if (typeof index === 'string' || index >= -1) return { by: 'position', index };
    return {
      by: 'nothing',
      instead: `a stream knows positions from its start and its last token, but index ${index} came. Use -1, "last" or a position from 0.`,
    };
  },
  groups: oneGroup,
  identity: 'y = Σ w x',
  forward: (ops, { spec, tokens }) => {
    const { index } = spec;
    if (typeof index !== 'string') return ops.slice(tokens.x, index, index === -1 ? undefined : index + 1);
    if (tokens.keep === undefined)
      return index === 'first' ? ops.slice(tokens.x, 0, 1) : ops.slice(tokens.x, -1);
    return ops.sum(ops.select(isChosen(ops, index, tokens), tokens.x, 0));
  },
  weights: (ops, { spec, tokens }) => ops.select(isChosen(ops, spec.index, tokens), 1, 0),
  gradient: (ops, { spec, tokens }, dy) => ({ x: ops.select(isChosen(ops, spec.index, tokens), dy, 0) }),
};

/** Condition `[batch or 1, tokens, 1]`: this is the chosen token. */
function isChosen<T>(ops: Ops<T>, index: TokenSpec['index'], { x, keep }: Tokens<Operand<T>>): Operand<T> {
  const positions = ops.positions(x);
  if (typeof index !== 'string') {
    return ops.equal(positions, index < 0 ? ops.add(ops.count(x), index) : index);
  }
  // Rising for the last token, falling for the first: the kept token with the largest rank is the chosen one.
  const rank = index === 'last' ? positions : ops.sub(ops.count(x), positions);
  const kept = keep === undefined ? rank : ops.select(keep, rank, -1);
  return ops.equal(rank, ops.max(kept));
}
