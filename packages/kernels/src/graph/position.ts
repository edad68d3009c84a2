import type { GroupLayout } from '@ggem/core';
import type { Axis, Expression, ReductionExpression } from './expression.ts';

/** A whole number that code computes, and the loop that it changes with: 0 outside of all, -1 for a number. */
export interface Index {
  readonly code: string;
  readonly depth: number;
}

/** Where in a tensor a value is taken: an index an axis. */
export interface Position {
  readonly batch: Index;
  readonly tokens: Index;
  readonly channels: Index;
}

const first: Index = { code: '0', depth: -1 };

/** The position in `x`, whose axes of length 1 stand for repeated ones. */
export function within({ shape }: Pick<Expression, 'shape'>, at: Position): Position {
  const [batch, tokens, channels] = shape;
  return {
    batch: batch === 1 ? first : at.batch,
    tokens: tokens === 1 ? first : at.tokens,
    channels: channels === 1 ? first : at.channels,
  };
}

/** The innermost loop that a position changes with; 0 where it changes with none. */
export function depthOf({ batch, tokens, channels }: Position): number {
  return Math.max(0, batch.depth, tokens.depth, channels.depth);
}

/** Two instances of one key have the same value. */
export function instanceKey(x: Expression, at: Position): string {
  return `${x.id}@${at.batch.code},${at.tokens.code},${at.channels.code}`;
}

/** Where the operands of an expression are read to have its value at a position; a reduction's are in its loop. */
export function operandPositions(
  x: Exclude<Expression, ReductionExpression>,
  at: Position,
): readonly Position[] {
  switch (x.kind) {
    case 'slice':
      return [{ ...at, [x.axis]: plus(at[x.axis], x.begin) }];
    case 'pad':
      // Read ahead of a choice, so it must lie inside even where it is not chosen.
      return [
        { ...at, tokens: { code: `Math.max(${at.tokens.code} - ${x.before}, 0)`, depth: at.tokens.depth } },
      ];
    case 'transpose':
      return [{ ...at, tokens: at.channels, channels: at.tokens }];
    case 'spread':
      return [{ ...at, channels: groupOf(at.channels, x.layout) }];
    case 'unpack':
      // Read ahead of a choice, as above.
      return [
        { ...at, batch: first, tokens: tokenOfImage(at, x) },
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
        channels: heldBetween(plus(at.channels, -begin), part.shape[2] - 1),
      }));
    default:
      return [at, at, at];
  }
}

/** A value of the array that says where the images of a ragged batch lie. */
export function placeAt({ code, depth }: Index): Index {
  return { code: `places[${code}]`, depth: Math.max(depth, 0) };
}

function tokenOfImage({ batch, tokens }: Position, { x }: { readonly x: Expression }): Index {
  const begin = placeAt(batch);
  return {
    code: `Math.min(${begin.code} + ${tokens.code}, ${x.shape[1] - 1})`,
    depth: Math.max(begin.depth, tokens.depth),
  };
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

/** How a reduction loops: over how many turns, along which axis, and where its operands are read in each. */
export interface Loop {
  readonly turns: number;
  readonly axis: Axis | 'members';
  readonly operands: (turn: Index) => readonly { readonly x: Expression; readonly at: Position }[];
}

export function loopOf(x: ReductionExpression, at: Position): Loop {
  switch (x.kind) {
    case 'sum':
    case 'max': {
      const { axis } = x;
      return {
        turns: x.x.shape[(['batch', 'tokens', 'channels'] as const).indexOf(axis)]!,
        axis,
        operands: (turn) => [{ x: x.x, at: { ...at, [axis]: turn } }],
      };
    }
    case 'collect':
      return {
        turns: x.layout.channels / x.layout.groups,
        axis: 'members',
        operands: (turn) => [{ x: x.x, at: { ...at, channels: memberOf(at.channels, turn, x.layout) } }],
      };
    case 'linear':
      return {
        turns: x.matrix.shape[1],
        axis: 'channels',
        operands: (turn) => [
          { x: x.x, at: { ...at, channels: turn } },
          { x: x.matrix, at: { ...at, tokens: turn } },
        ],
      };
    default:
      return x satisfies never;
  }
}

/** An index moved on. */
export function plus(index: Index, offset: number): Index {
  if (offset === 0) return index;
  if (index.depth < 0) return { code: `${Number(index.code) + offset}`, depth: -1 };
  return { code: `${index.code} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}`, depth: index.depth };
}

/** An index that stays in `0..last`. */
export function heldBetween(index: Index, last: number): Index {
  if (index.depth < 0) return { code: `${Math.min(Math.max(Number(index.code), 0), last)}`, depth: -1 };
  return { code: `Math.min(Math.max(${index.code}, 0), ${last})`, depth: index.depth };
}

/** Half a channel away from where a division that is not quite exact could round to another group. */
function groupOf(channel: Index, { groups, channels, interleaved }: GroupLayout): Index {
  const { code, depth } = channel;
  if (depth < 0) {
    const c = Number(code);
    return { code: `${interleaved ? c % groups : Math.floor(c / (channels / groups))}`, depth };
  }
  if (!interleaved) return { code: `Math.floor((${code} + 0.5) / ${channels / groups})`, depth };
  return { code: `${code} - ${groups} * Math.floor((${code} + 0.5) / ${groups})`, depth };
}

function memberOf(group: Index, member: Index, { groups, channels, interleaved }: GroupLayout): Index {
  const depth = Math.max(group.depth, member.depth);
  const size = channels / groups;
  const [run, step] = interleaved ? [member.code, group.code] : [group.code, member.code];
  const start = times(run, interleaved ? groups : size);
  return { code: start === '0' ? step : step === '0' ? start : `${start} + ${step}`, depth };
}

function times(code: string, factor: number): string {
  if (code === '0' || factor === 1) return code;
  return `${/^\w+$/.test(code) ? code : `(${code})`} * ${factor}`;
}
