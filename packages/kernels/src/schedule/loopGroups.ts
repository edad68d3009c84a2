import type { Axis, Expression, ReductionExpression } from '../graph/expression.ts';
import { counterIndex } from '../graph/indexExpression.ts';
import { loopOf } from '../graph/loopOf.ts';
import { depthOf, instanceKey } from '../graph/position.ts';
import { type Instance, reductionsIn } from './reductionsIn.ts';

/** Reductions that share a loop: they run over the same range, and none needs another. */
export interface LoopGroup {
  /** How many loops are around it. */
  readonly depth: number;
  readonly axis: Axis | 'members';
  readonly turns: number;
  readonly members: readonly Instance<ReductionExpression>[];
}

/** A depth that no loop of a kernel has, for a counter that stands for a loop inside of all others. */
const innermost = Number.MAX_SAFE_INTEGER / 2;

/**
 * The loops that values need; a loop that others need comes before them. Values in `loaded` lie in memory, and those that
 * `isKnown` accepts were computed before.
 */
export function loopGroups(
  wanted: readonly Instance[],
  loaded: ReadonlySet<Expression>,
  isKnown: (one: Instance) => boolean,
): readonly LoopGroup[] {
  const levels = new Map<string, number>();
  const groups = new Map<string, { readonly level: number; readonly group: LoopGroup }>();
  const add = (one: Instance<ReductionExpression>): number => {
    if (isKnown(one)) return -1;
    const key = instanceKey(one.x, one.at);
    const placed = levels.get(key);
    if (placed !== undefined) return placed;
    const level = 1 + Math.max(-1, ...neededBefore(one, loaded, innermost).map(add));
    levels.set(key, level);
    const { turns, axis } = loopOf(one.x, one.at);
    const depth = depthOf(one.at);
    const name = `${level}/${depth}/${axis}/${turns}`;
    const members = [...(groups.get(name)?.group.members ?? []), one];
    groups.set(name, { level, group: { depth, axis, turns, members } });
    return level;
  };
  for (const one of reductionsIn(wanted, loaded)) add(one);
  return [...groups.values()].sort((a, b) => a.level - b.level).map(({ group }) => group);
}

/** The reductions inside of another that do not change in its loop. */
function neededBefore(
  { x, at }: Instance<ReductionExpression>,
  loaded: ReadonlySet<Expression>,
  depth: number,
): readonly Instance<ReductionExpression>[] {
  const { turns, operands } = loopOf(x, at);
  const counter = counterIndex(`${depth}`, depth, turns);
  return reductionsIn(operands(counter), loaded).flatMap((inner) =>
    depthOf(inner.at) >= innermost ? neededBefore(inner, loaded, depth + 1) : [inner],
  );
}
