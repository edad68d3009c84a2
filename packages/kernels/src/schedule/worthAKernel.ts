import { type Expression, isCondition, isReduction, sizeOf } from '../graph/expression.ts';
import { counterIndex } from '../graph/indexExpression.ts';
import { loopOf } from '../graph/loopOf.ts';
import { depthOf, instanceKey, type Position, within } from '../graph/position.ts';
import { startPosition, visitOperands } from './reductionsIn.ts';
import { threadCost } from './threadCost.ts';

/** The cost of one more kernel (a launch, and a way through memory) in turns of a loop. */
const launch = 64;

/** How many times cheaper a thread must become. */
const gain = 4;

/**
 * Nested loops over images and channels that compute nothing twice are worth a kernel only for its threads, where one would
 * turn more often.
 */
const inOneThread = 1024;

/**
 * The values to compute in kernels before this one, in order: those that many threads need, or that stand in a loop in which
 * they do not change, if that makes a thread much cheaper.
 */
export function worthAKernel(root: Expression, loaded: ReadonlySet<Expression>): readonly Expression[] {
  const candidates = candidatesIn(root, loaded);
  const costWith = (more: readonly Expression[]): number => threadCost([root], new Set([...loaded, ...more]));
  const alone = costWith([]);
  let chosen = candidates;
  let cost = costWith(chosen);
  if (alone < gain * cost || alone - cost < launch) return [];
  for (const one of candidates) {
    const others = chosen.filter((x) => x !== one);
    const without = costWith(others);
    if (without >= 2 * cost) continue;
    chosen = others;
    cost = without;
  }
  return [...chosen].sort((a, b) => a.id - b.id);
}

/**
 * Values that several threads, or the turns of a loop, would compute again. On the way from each reduction to where it is
 * needed, it is the smallest value.
 */
function candidatesIn(root: Expression, loaded: ReadonlySet<Expression>): readonly Expression[] {
  const found = new Set<Expression>();
  const seen = new Set<string>();
  const visit = (x: Expression, given: Position, turns: number, smallest: Expression | undefined): void => {
    if (loaded.has(x)) return;
    const at = within(x, given);
    const best = smallest && sizeOf(smallest) <= sizeOf(x) ? smallest : isCondition(x) ? smallest : x;
    const key = `${instanceKey(x, at)}/${best?.id}`;
    if (seen.has(key)) return;
    seen.add(key);
    if (!isReduction(x)) {
      visitOperands(x, at, (operand, position) => visit(operand, position, turns, best));
      return;
    }
    const nested = depthOf(at) > 0;
    const candidate = best ?? x;
    const repeats = (sizeOf(root) * (nested ? turns : 1)) / sizeOf(candidate);
    const depth = depthOf(at) + 1;
    const loop = loopOf(x, at);
    const isLong = nested && (loop.axis === 'tokens' || repeats > 1 || turns * loop.turns > inOneThread);
    if (candidate !== root && (isLong || repeats >= gain)) found.add(candidate);
    const turn = counterIndex(`${depth}`, depth, loop.turns);
    for (const operand of loop.operands(turn)) visit(operand.x, operand.at, turns * loop.turns, undefined);
  };
  visit(root, startPosition(root), 1, undefined);
  return [...found];
}
