import type { GroupLayout } from '@ggem/core';
import { type Axis, type Expression, lengthOf, type ReductionExpression } from './expression.ts';
import { type Index, plus, times } from './indexExpression.ts';
import type { Position } from './position.ts';

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
        turns: lengthOf(x.x.shape, axis),
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

/** A channel of a group, counted within it. */
function memberOf(group: Index, member: Index, { groups, channels, interleaved }: GroupLayout): Index {
  return interleaved ? plus(times(member, groups), group) : plus(times(group, channels / groups), member);
}
