import { describeValue } from '../codegen/describeValue.ts';
import type { Dialect } from '../codegen/dialect.ts';
import { generateKernel } from '../codegen/generateKernel.ts';
import type { KernelText, Target } from '../codegen/kernelText.ts';
import {
  type ArrayNode,
  type Axis,
  type Expression,
  isCondition,
  isReduction,
  type ReductionExpression,
  sizeOf,
} from '../graph/expression.ts';
import {
  depthOf,
  type Index,
  instanceKey,
  loopOf,
  type Position,
  partsOf,
  within,
} from '../graph/position.ts';
import type { Recorder } from '../graph/recorder.ts';
import { joinParts } from '../schedule/joinParts.ts';
import { mayBeTooLarge, operationsAtMost, piecesOf } from '../schedule/piecesOf.ts';
import { type Instance, reductionsIn, visitOperands } from '../schedule/reductionsIn.ts';
import { sharedValues } from '../schedule/sharedValues.ts';

/** A kernel of a plan: what it computes, and which earlier kernels' results it reads. */
export interface PlannedKernel extends KernelText {
  readonly name: string;
}

/** A kernel of its own costs a launch and a trip through memory, worth about so many turns of a loop. */
const launch = 64;

/** How much cheaper a thread must become. */
const gain = 4;

/**
 * Turns values into kernels, in the order in which they run: each value one fused kernel, unless every thread would
 * repeat what others compute too. A value that many threads need (what is pooled, in a gradient for tokens) or that sits
 * in a loop around its own is computed beforehand by a kernel of its own where that makes the threads at least four
 * times cheaper; and so is what a kernel shares with those before it.
 */
export function planKernels(
  recorder: Recorder,
  targets: readonly Target[],
  title: string,
  dialect: Dialect,
): readonly PlannedKernel[] {
  const loaded = new Map<Expression, ArrayNode>();
  const planned: PlannedKernel[] = [];
  let parts = 0;
  const plan = (target: Omit<Target, 'name'>, name: () => string): string => {
    const { x } = target;
    for (;;) {
      const known = new Set(loaded.keys());
      const worthIt = worthAKernel(x, known);
      const shared = sharedValues(x, worthIt, known);
      // What is shared comes first: with it in memory other parts may not be worth it.
      const next = shared.length > 0 ? shared : worthIt;
      for (const part of next) if (!loaded.has(part)) loaded.set(part, planPart(part));
      if (next.length > 0) continue;
      const pieces = tooLarge(x, known) ? piecesOf(x, known) : [];
      for (const piece of pieces) if (!loaded.has(piece)) loaded.set(piece, planPart(piece));
      if (pieces.length === 0) break;
    }
    for (const together of joinParts(x, loaded)) {
      const array = planPart(recorder.concat(together));
      partsOf(together).forEach(({ begin, part }) => {
        loaded.set(part, { ...array, begin });
      });
    }
    const named = { ...target, name: name() };
    const formula = describeValue(named.name, x, loaded);
    // A spec of many parts is long: it stands above results only.
    const comment = targets.some(({ name }) => name === named.name) ? `${title}\n${formula}` : formula;
    planned.push({ name: named.name, ...generateKernel(named, loaded, comment, dialect) });
    return named.name;
  };
  const planPart = (x: Expression): ArrayNode => {
    const axes = axesOf(x);
    // Numbered when it is written, behind those that it needs.
    const name = plan({ x, axes }, () => `part${++parts}`);
    return { kind: 'array', name, axes };
  };
  const tooLarge = (x: Expression, known: ReadonlySet<Expression>): boolean =>
    mayBeTooLarge(x, known) &&
    generateKernel({ name: 'draft', x, axes: axesOf(x) }, loaded, '', dialect).operations > operationsAtMost;
  for (const target of targets) plan(target, () => target.name);
  return planned;
}

/** Intermediate results keep the batch, and of the other axes those that are longer than 1. */
function axesOf({ shape: [, tokens, channels] }: Expression): readonly Axis[] {
  return [
    'batch',
    ...(tokens > 1 ? (['tokens'] as const) : []),
    ...(channels > 1 ? (['channels'] as const) : []),
  ];
}

/** The values to compute before a kernel's own, in order. */
function worthAKernel(root: Expression, loaded: ReadonlySet<Expression>): readonly Expression[] {
  const candidates = candidatesIn(root, loaded);
  const costWith = (more: readonly Expression[]): number => threadCost(root, new Set([...loaded, ...more]));
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

const start: Position = {
  batch: { code: 'image', depth: 0 },
  tokens: { code: 'token', depth: 0 },
  channels: { code: 'channel', depth: 0 },
};

/** Turns of all loops of one thread, and one for the rest. */
function threadCost(root: Expression, loaded: ReadonlySet<Expression>): number {
  return 1 + turnsOf([{ x: root, at: start }], loaded, 0, new Set());
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
    const operands = loop.operands({ code: `$${depth}`, depth: depth + 1 });
    const inner = reductionsIn(operands, loaded);
    const nested = inner.filter(({ at }) => depthOf(at) > depth);
    inner.filter(({ at }) => depthOf(at) <= depth).forEach(add);
    turns += loop.turns * (1 + turnsOf(nested, loaded, depth + 1, done));
  };
  reductionsIn(wanted, loaded).forEach(add);
  return turns;
}

/**
 * The smallest values between a reduction and those who need it, where several threads or the turns of a loop would
 * repeat it.
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
    if (candidate !== root && (nested || repeats >= gain)) found.add(candidate);
    const depth = depthOf(at) + 1;
    const loop = loopOf(x, at);
    const turn: Index = { code: `$${depth}`, depth };
    for (const operand of loop.operands(turn)) visit(operand.x, operand.at, turns * loop.turns, undefined);
  };
  visit(root, start, 1, undefined);
  return [...found];
}
