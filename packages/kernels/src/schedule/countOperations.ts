import { type Expression, isReduction } from '../graph/expression.ts';
import { counterIndex } from '../graph/indexExpression.ts';
import { loopOf } from '../graph/loopOf.ts';
import { instanceKey, type Position, within } from '../graph/position.ts';
import { loopGroups } from './loopGroups.ts';
import { type Instance, startPosition, visitOperands } from './reductionsIn.ts';

/** How many operations are in the code of a kernel: an expression counts once for each position at which it is needed. */
export function countOperations(root: Expression, loaded: ReadonlySet<Expression>): number {
  const known = new Set<string>();
  let loops = 0;
  const values = (x: Expression, given: Position): number => {
    const at = within(x, given);
    const key = instanceKey(x, at);
    if (known.has(key)) return 0;
    known.add(key);
    if (loaded.has(x) || isReduction(x)) return 1;
    let count = 1;
    visitOperands(x, at, (operand, position) => {
      count += values(operand, position);
    });
    return count;
  };
  const needed = (wanted: readonly Instance[]): number => {
    let count = 0;
    for (const { depth, turns, members } of loopGroups(wanted, loaded, ({ x, at }) =>
      known.has(instanceKey(x, at)),
    )) {
      const counter = counterIndex(`${++loops}`, depth + 1, turns);
      count += needed(members.flatMap(({ x, at }) => loopOf(x, at).operands(counter)));
      for (const { x, at } of members) known.add(instanceKey(x, at));
    }
    for (const { x, at } of wanted) count += values(x, at);
    return count;
  };
  return needed([{ x: root, at: startPosition(root) }]);
}
