import {
  type Axis,
  type Expression,
  isReduction,
  lengthOf,
  operandsOf,
  type ReductionExpression,
} from '../graph/expression.ts';
import { type Index, laneIndex, plus, threadIndex, times } from '../graph/indexExpression.ts';
import { instanceKey, operandPositions, type Position, within } from '../graph/position.ts';

/** A value that is needed: an expression at a position. */
export interface Instance<X extends Expression = Expression> {
  readonly x: X;
  readonly at: Position;
}

/**
 * The outermost reductions that values are computed from, not those inside of others. Values in `loaded` lie in memory
 * already.
 */
export function reductionsIn(
  wanted: readonly Instance[],
  loaded: ReadonlySet<Expression>,
): readonly Instance<ReductionExpression>[] {
  const found = new Map<string, Instance<ReductionExpression>>();
  const seen = new Set<string>();
  const visit = (x: Expression, given: Position): void => {
    if (loaded.has(x)) return;
    const at = within(x, given);
    const key = instanceKey(x, at);
    if (seen.has(key)) return;
    seen.add(key);
    if (isReduction(x)) {
      found.set(key, { x, at });
      return;
    }
    visitOperands(x, at, visit);
  };
  for (const { x, at } of wanted) visit(x, at);
  return [...found.values()];
}

/** Calls `visit` for each operand of an expression that is no reduction, with its position. */
export function visitOperands(
  x: Exclude<Expression, ReductionExpression>,
  at: Position,
  visit: (x: Expression, at: Position) => void,
): void {
  const positions = operandPositions(x, at);
  operandsOf(x).forEach((operand, i) => {
    visit(operand, positions[i]!);
  });
}

/** The position at which a thread computes its value, or those of so many neighbouring channels. */
export function startPosition({ shape }: Pick<Expression, 'shape'>, lanes = 1): Position {
  const thread = (axis: Axis): Index => threadIndex(axis, lengthOf(shape, axis));
  const first = times(threadIndex('channels', shape[2] / lanes), lanes);
  return {
    batch: thread('batch'),
    tokens: thread('tokens'),
    channels: lanes === 1 ? first : plus(first, laneIndex(lanes)),
  };
}
