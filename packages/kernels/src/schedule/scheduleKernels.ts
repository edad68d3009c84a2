import { type ArrayNode, type Axis, type Expression, lengthOf } from '../graph/expression.ts';
import { partsOf } from '../graph/position.ts';
import type { Recorder } from '../graph/recorder.ts';
import { countOperations } from './countOperations.ts';
import { joinParts } from './joinParts.ts';
import { mayBeTooLarge, operationsAtMost, piecesOf } from './piecesOf.ts';
import { sharedValues } from './sharedValues.ts';
import type { Target } from './target.ts';
import { worthAKernel } from './worthAKernel.ts';

/** A value that gets a kernel, and the values that kernels before it, or the caller, have put into memory. */
export interface ScheduledKernel extends Target {
  readonly loaded: ReadonlyMap<Expression, ArrayNode>;
}

/**
 * Turns values into kernels, in the order in which they run: each value one fused kernel, unless every thread would
 * repeat what others compute too. A value that many threads need (what is pooled, in a gradient for tokens) or that sits
 * in a loop around its own is computed beforehand by a kernel of its own where that makes the threads at least four
 * times cheaper; and so is what a kernel shares with those before it.
 */
export function scheduleKernels(recorder: Recorder, targets: readonly Target[]): readonly ScheduledKernel[] {
  const loaded = new Map<Expression, ArrayNode>();
  const scheduled: ScheduledKernel[] = [];
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
    scheduled.push({ ...named, loaded: new Map(loaded) });
    return named.name;
  };
  const planPart = (x: Expression): ArrayNode => {
    const axes = axesOf(x);
    // Numbered when it is written, behind those that it needs.
    const name = plan({ x, axes }, () => `part${++parts}`);
    return { kind: 'array', name, axes, lengths: axes.map((axis) => lengthOf(x.shape, axis)) };
  };
  const tooLarge = (x: Expression, known: ReadonlySet<Expression>): boolean =>
    mayBeTooLarge(x, known) && countOperations(x, known) > operationsAtMost;
  for (const target of targets) plan(target, () => target.name);
  return scheduled;
}

/** Intermediate results keep the batch, and of the other axes those that are longer than 1. */
function axesOf({ shape: [, tokens, channels] }: Expression): readonly Axis[] {
  return [
    'batch',
    ...(tokens > 1 ? (['tokens'] as const) : []),
    ...(channels > 1 ? (['channels'] as const) : []),
  ];
}
