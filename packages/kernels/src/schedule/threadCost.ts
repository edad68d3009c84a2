import type { Expression, ReductionExpression } from '../graph/expression.ts';
import { counterIndex } from '../graph/indexExpression.ts';
import { loopOf } from '../graph/loopOf.ts';
import { depthOf, instanceKey } from '../graph/position.ts';
import { type Instance, reductionsIn, startPosition } from './reductionsIn.ts';

/** The cost of one thread that computes these values: the turns of all its loops, and 1 for the rest. */
export function threadCost(roots: readonly Expression[], loaded: ReadonlySet<Expression>): number {
  const wanted = roots.map((x) => ({ x, at: startPosition(x) }));
  return roots.length + turnsOf(wanted, loaded, 0, new Set());
}

function turnsOf(
  wanted: readonly Instance[],
  loaded: ReadonlySet<Expression>,
  depth: number,
  done: Set<string>,
): number {
  let turns = 0;
  const add = (one: Instance<ReductionExpression>): void => {
    const key = instanceKey(one.x, one.at);
    if (done.has(key)) return;
    done.add(key);
    const loop = loopOf(one.x, one.at);
    const operands = loop.operands(counterIndex(`${depth}`, depth + 1, loop.turns));
    const inner = reductionsIn(operands, loaded);
    const nested = inner.filter(({ at }) => depthOf(at) > depth);
    inner.filter(({ at }) => depthOf(at) <= depth).forEach(add);
    turns += loop.turns * (1 + turnsOf(nested, loaded, depth + 1, done));
  };
  reductionsIn(wanted, loaded).forEach(add);
  return turns;
}
