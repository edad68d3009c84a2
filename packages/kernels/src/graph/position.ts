import type { GroupLayout } from '@ggem/core';
import type { Expression, ReductionExpression } from './expression.ts';
import {
  clampIndex,
  constantIndex,
  type Index,
  plus,
  quotient,
  readIndex,
  remainder,
} from './indexExpression.ts';
import { tokenIndexName } from './tokenIndex.ts';

/** Where in a tensor a value is read: an index for each axis. */
export interface Position {
  readonly batch: Index;
  readonly tokens: Index;
  readonly channels: Index;
}

const first: Index = constantIndex(0);

/** The same position in `x`, whose axes of length 1 broadcast. */
export function within({ shape }: Pick<Expression, 'shape'>, at: Position): Position {
  const [batch, tokens, channels] = shape;
  return {
    batch: batch === 1 ? first : at.batch,
    tokens: tokens === 1 ? first : at.tokens,
    channels: channels === 1 ? first : at.channels,
  };
}

/** Depth of the innermost loop in which a position changes; 0 where it changes in none. */
export function depthOf({ batch, tokens, channels }: Position): number {
  return Math.max(0, batch.depth, tokens.depth, channels.depth);
}

/** Instances with the same key have the same value. */
export function instanceKey(x: Expression, at: Position): string {
  return `${x.id}@${at.batch.key},${at.tokens.key},${at.channels.key}`;
}

/** Where the operands of an expression are read for its value at a position. For a reduction, its loop says so. */
export function operandPositions(
  x: Exclude<Expression, ReductionExpression>,
  at: Position,
): readonly Position[] {
  switch (x.kind) {
    case 'slice':
      return [{ ...at, [x.axis]: plus(at[x.axis], x.begin) }];
    case 'pad':
      // The value is read before the choice, so the index must be valid even where the value is not chosen.
      return [{ ...at, tokens: clampIndex(plus(at.tokens, -x.before), 0, x.x.shape[1] - 1) }];
    case 'transpose':
      return [{ ...at, tokens: at.channels, channels: at.tokens }];
    case 'spread':
      return [{ ...at, channels: groupOf(at.channels, x.layout) }];
    case 'unpack':
      // Read before the choice, as above.
      return [
        { ...at, batch: first, tokens: tokenOfImage(at, x.x.shape[1]) },
        { ...at, channels: at.batch },
      ];
    case 'pack': {
      const total = x.shape[1];
      return [
        {
          ...at,
          batch: placeAt(plus(at.tokens, x.images + 1)),
          tokens: placeAt(plus(at.tokens, x.images + 1 + total)),
        },
        at,
      ];
    }
    case 'concat':
      if (x.parts.length === 1) return [at];
      return partsOf(x.parts).map(({ begin, part }) => ({
        ...at,
        channels: clampIndex(plus(at.channels, -begin), 0, part.shape[2] - 1),
      }));
    default:
      return [at, at, at];
  }
}

/** A value of the token index. */
function placeAt(at: Index): Index {
  return readIndex(tokenIndexName, at);
}

function tokenOfImage({ batch, tokens }: Position, total: number): Index {
  return clampIndex(plus(placeAt(batch), tokens), 0, total - 1);
}

/** The parts of a concatenation with the channel at which each begins. */
export function partsOf(
  parts: readonly Expression[],
): readonly { readonly begin: number; readonly part: Expression }[] {
  let begin = 0;
  return parts.map((part) => {
    const own = { begin, part };
    begin += part.shape[2];
    return own;
  });
}

/** The group that a channel belongs to. */
function groupOf(channel: Index, { groups, channels, interleaved }: GroupLayout): Index {
  return interleaved ? remainder(channel, groups) : quotient(channel, channels / groups);
}
