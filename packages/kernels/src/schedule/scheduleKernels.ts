import { type ArrayNode, type Axis, type Expression, lengthOf } from '../graph/expression.ts';
import { partsOf } from '../graph/position.ts';
import type { Recorder } from '../graph/recorder.ts';
import { countOperations } from './countOperations.ts';
import { fuseKernels } from './fuseKernels.ts';
import { joinParts } from './joinParts.ts';
import { mayBeTooLarge, operationsAtMost, piecesOf } from './piecesOf.ts';
import type { ScheduledKernel } from './scheduledKernel.ts';
import { sharedValues } from './sharedValues.ts';
import type { Target } from './target.ts';
import { worthAKernel } from './worthAKernel.ts';

/**
 * Turns values into kernels, in the order in which they run. Each target is one fused kernel, unless its threads would
 * repeat work. A value that many threads need (the pooled one, in a gradient for tokens), or that stands in a loop in which
 * it does not change, gets a kernel before it, if that makes a thread at least four times cheaper. A value that a kernel
 * shares with kernels before it gets one too. Kernels with the same threads are one where a kernel may give several values.
 */
export function scheduleKernels(
  recorder: Recorder,
  targets: readonly Target[],
  valuesAtMost = 1,
): readonly ScheduledKernel[] {
  const results = new Set(targets.map(({ name }) => name));
  const fused = valuesAtMost > 1 && fuseKernels(kernelsOf(recorder, targets, false), results, valuesAtMost);
  return fused || kernelsOf(recorder, targets, true);
}

/** One kernel for each value; `joins` puts values into one array where a kernel would read too many. */
function kernelsOf(
  recorder: Recorder,
  targets: readonly Target[],
  joins: boolean,
): readonly ScheduledKernel[] {
  const loaded = new Map<Expression, ArrayNode>();
  const scheduled: ScheduledKernel[] = [];
  let parts = 0;
  const plan = (target: Omit<Target, 'name'>, name: () => string): string => {
    const { x } = target;
    for (;;) {
      const known = new Set(loaded.keys());
      const worthIt = worthAKernel(x, known);
      const shared = sharedValues(x, worthIt, known);
      // Shared values first: with them in memory, other parts may not be worth a kernel any more.
      const next = shared.length > 0 ? shared : worthIt;
      for (const part of next) if (!loaded.has(part)) loaded.set(part, planPart(part));
      if (next.length > 0) continue;
      const pieces = tooLarge(x, known) ? piecesOf(x, known) : [];
      for (const piece of pieces) if (!loaded.has(piece)) loaded.set(piece, planPart(piece));
      if (pieces.length === 0) break;
    }
    for (const together of joins ? joinParts(x, loaded) : []) {
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
    // The name is made when the kernel is planned, so that numbers follow the order of the kernels.
    const name = plan({ x, axes }, () => `part${++parts}`);
    return { kind: 'array', name, axes, lengths: axes.map((axis) => lengthOf(x.shape, axis)) };
  };
  const tooLarge = (x: Expression, known: ReadonlySet<Expression>): boolean =>
    mayBeTooLarge(x, known) && countOperations(x, known) > operationsAtMost;
  for (const target of targets) plan(target, () => target.name);
  return scheduled;
}

/** The axes of an intermediate result: the batch, and the others where they are longer than 1. */
function axesOf({ shape: [, tokens, channels] }: Expression): readonly Axis[] {
  return [
    'batch',
    ...(tokens > 1 ? (['tokens'] as const) : []),
    ...(channels > 1 ? (['channels'] as const) : []),
  ];
}
