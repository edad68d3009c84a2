import { describeValue } from './describeValue.ts';
import {
  type ArrayNode,
  type Axis,
  type Expression,
  isCondition,
  isReduction,
  operandsOf,
  type ReductionExpression,
  sizeOf,
} from './expression.ts';
import { generateKernel, type KernelText, type Target } from './generateKernel.ts';
import { depthOf, type Index, instanceKey, loopOf, type Position, partsOf, within } from './position.ts';
import type { Recorder } from './recorder.ts';
import { type Instance, reductionsIn, visitOperands } from './reductionsIn.ts';

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
 * times cheaper.
 */
export function planKernels(
  recorder: Recorder,
  targets: readonly Target[],
  title: string,
  spellsOut = false,
): readonly PlannedKernel[] {
  const loaded = new Map<Expression, ArrayNode>();
  const planned: PlannedKernel[] = [];
  let parts = 0;
  const write = (target: Target): void => {
    const comment = `${title}\n${describeValue(target.name, target.x, loaded)}`;
    planned.push({ name: target.name, ...generateKernel(target, loaded, comment, spellsOut) });
  };
  const planPart = (x: Expression): ArrayNode => {
    parts++;
    const target = { name: `part${parts}`, x, axes: axesOf(x) };
    plan(target);
    return { kind: 'array', name: target.name, axes: target.axes };
  };
  const plan = (target: Target): void => {
    for (const x of worthAKernel(target.x, new Set(loaded.keys()))) {
      if (!loaded.has(x)) loaded.set(x, planPart(x));
    }
    for (const together of tooMany(target.x, loaded)) {
      const array = planPart(recorder.concat(together));
      partsOf(together).forEach(({ begin, part }) => {
        loaded.set(part, { ...array, axes: ['batch', 'channels'], begin });
      });
    }
    write(target);
  };
  for (const target of targets) plan(target);
  return planned;
}

/** WebGPU grants a kernel eight arrays: one is its result, one holds its constants. */
const arraysAtMost = 6;

/** The parts to bring together in one array, where a kernel would read too many. */
function tooMany(
  root: Expression,
  loaded: ReadonlyMap<Expression, ArrayNode>,
): readonly (readonly Expression[])[] {
  const read = new Map<string, Expression>();
  const seen = new Set<Expression>();
  const visit = (x: Expression): void => {
    if (seen.has(x)) return;
    seen.add(x);
    const array = loaded.get(x) ?? (x.kind === 'array' ? x : undefined);
    if (array) read.set(array.name, x);
    else operandsOf(x).forEach(visit);
  };
  visit(root);
  const joinable = [...read.values()].filter((x) => {
    const array = loaded.get(x);
    return array && array.begin === undefined && !array.axes.includes('tokens');
  });
  const chunks: Expression[][] = [];
  let excess = read.size - arraysAtMost;
  while (excess > 0 && joinable.length > 1) {
    const batch = joinable[0]!.shape[0];
    const chunk = joinable.filter((x) => x.shape[0] === batch).slice(0, Math.min(excess + 1, arraysAtMost));
    for (const x of chunk) joinable.splice(joinable.indexOf(x), 1);
    if (chunk.length < 2) continue;
    excess -= chunk.length - 1;
    chunks.push(chunk);
  }
  return chunks;
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
  const all = costWith(chosen);
  if (alone < gain * all || alone - all < launch) return [];
  for (const one of candidates) {
    const others = chosen.filter((x) => x !== one);
    if (costWith(others) < 2 * costWith(chosen)) chosen = others;
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
