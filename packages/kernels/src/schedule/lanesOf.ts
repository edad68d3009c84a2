import { type ArrayNode, type Axis, type Expression, isReduction } from '../graph/expression.ts';
import { counterIndex, isWide, plus, vectorIndex } from '../graph/indexExpression.ts';
import { loopOf } from '../graph/loopOf.ts';
import { depthOf, instanceKey, type Position, within } from '../graph/position.ts';
import { startPosition, visitOperands } from './reductionsIn.ts';

/**
 * How many neighbouring channels each thread of a kernel computes at once: `atMost` where every array is read either in
 * vectors of so many, or at one place for all of them; else 1. A vector is one trip to memory, and one index.
 */
export function lanesOf(
  roots: readonly Expression[],
  axes: readonly Axis[],
  loaded: ReadonlyMap<Expression, ArrayNode>,
  atMost: number,
): number {
  const [root] = roots;
  if (atMost === 1 || axes.at(-1) !== 'channels' || root!.shape[2] % atMost !== 0) return 1;
  const ways = new Map<string, Set<'vector' | 'value' | 'neither'>>();
  const read = (array: ArrayNode, at: Position): void => {
    ways.set(array.name, (ways.get(array.name) ?? new Set()).add(wayOfReading(array, at, atMost)));
  };
  const seen = new Set<string>();
  const visit = (x: Expression, given: Position): boolean => {
    const at = within(x, given);
    const key = instanceKey(x, at);
    if (seen.has(key)) return true;
    seen.add(key);
    if (isWide(at.batch) || isWide(at.tokens)) return false;
    const array = loaded.get(x) ?? (x.kind === 'array' ? x : undefined);
    if (array) {
      read(array, at);
      return true;
    }
    if (isReduction(x)) {
      const depth = depthOf(at) + 1;
      const loop = loopOf(x, at);
      const turn = counterIndex(`${depth}`, depth, loop.turns);
      return loop.operands(turn).every((one) => visit(one.x, one.at));
    }
    if (isWide(at.channels) && (x.kind === 'constant' || (x.kind === 'concat' && x.parts.length > 1))) {
      return false;
    }
    let canBe = true;
    visitOperands(x, at, (operand, position) => {
      canBe = visit(operand, position) && canBe;
    });
    return canBe;
  };
  const start = startPosition(root!, atMost);
  const all = roots.every((one) => visit(one, start));
  const each = [...ways.values()];
  const inVectors = each.some((one) => one.has('vector'));
  return all && inVectors && each.every((one) => one.size === 1 && !one.has('neither')) ? atMost : 1;
}

/** Whether a value is read at places that differ from lane to lane: it, or one that it is computed from. */
export function isWideAt(x: Expression, given: Position): boolean {
  const at = within(x, given);
  if (x.kind === 'array' || isReduction(x)) return isWide(at.channels);
  let found = false;
  visitOperands(x, at, (operand, position) => {
    found ||= isWideAt(operand, position);
  });
  return found;
}

function wayOfReading(
  { axes, lengths, begin = 0 }: ArrayNode,
  at: Position,
  lanes: number,
): 'vector' | 'value' | 'neither' {
  const channels = plus(at.channels, begin);
  if (!axes.includes('channels') || !isWide(channels)) return 'value';
  const isWhole = axes.at(-1) === 'channels' && lengths.at(-1)! % lanes === 0;
  return isWhole && vectorIndex(channels, lanes) ? 'vector' : 'neither';
}
