import { type ArrayNode, type Expression, lengthOf } from '../graph/expression.ts';
import { countOperations } from './countOperations.ts';
import { arraysAtMost, arraysRead } from './joinParts.ts';
import { operationsAtMost } from './piecesOf.ts';
import { rootsOf, type ScheduledKernel } from './scheduledKernel.ts';
import { threadCost } from './threadCost.ts';

/**
 * Fuses kernels of intermediate values whose threads are the same: one kernel then gives several values, at most `atMost`,
 * and what nothing else reads stays in its threads. Each launch is a trip through memory for all that it reads.
 *
 * Undefined where a kernel would read more arrays than WebGPU grants.
 */
export function fuseKernels(
  scheduled: readonly ScheduledKernel[],
  results: ReadonlySet<string>,
  atMost: number,
): readonly ScheduledKernel[] | undefined {
  const alone = new Set(results);
  for (;;) {
    const groups = groupKernels(scheduled, alone);
    const crowded = groups.find((group) => storedIn(group, groups).length > atMost);
    if (!crowded) {
      const kernels = fusedIn(groups, results);
      const fits = kernels.every((one) => arraysRead(rootsOf(one), one.loaded).size <= arraysAtMost);
      return fits ? kernels : undefined;
    }
    alone.add(crowded.at(-1)!.name);
  }
}

type Group = readonly ScheduledKernel[];

/** Puts each kernel into the first group that it fits in; those in `alone` get one of their own. */
function groupKernels(scheduled: Group, alone: ReadonlySet<string>): readonly Group[] {
  const groups: ScheduledKernel[][] = [];
  for (const kernel of scheduled) {
    const needed = namesRead(kernel);
    const last = groups.findLastIndex((group) => group.some(({ name }) => needed.has(name)));
    const own = alone.has(kernel.name)
      ? undefined
      : groups.find((group, i) => i >= last && !alone.has(group[0]!.name) && fits(group, kernel));
    if (own) own.push(kernel);
    else groups.push([kernel]);
  }
  return groups;
}

/**
 * Whether a kernel's threads are those of a group, and do not compute more in it: a value of the group that is read at other
 * places than the thread's would be computed again for each of them.
 */
function fits(group: Group, kernel: ScheduledKernel): boolean {
  const [first] = group;
  const isAlike =
    kernel.axes.join() === first!.axes.join() && kernel.x.shape.join() === first!.x.shape.join();
  if (!isAlike) return false;
  const all = [...group, kernel];
  const cost = (one: ScheduledKernel): number => threadCost([one.x], new Set(one.loaded.keys()));
  const operations = (one: ScheduledKernel): number => countOperations(one.x, new Set(one.loaded.keys()));
  if (total(all.map(operations)) > operationsAtMost) return false;
  const inside = new Set(all.map(({ x }) => x));
  const before = new Set([...kernel.loaded.keys()].filter((x) => !inside.has(x)));
  return (
    threadCost(
      all.map(({ x }) => x),
      before,
    ) <= total(all.map(cost))
  );
}

/** The values of a group that other kernels read. */
function storedIn(group: Group, groups: readonly Group[]): Group {
  const others = groups.filter((one) => one !== group).flat();
  const read = new Set(others.flatMap((one) => [...namesRead(one)]));
  const stored = group.filter(({ name }) => read.has(name));
  return stored.length > 0 ? stored : group;
}

function fusedIn(groups: readonly Group[], results: ReadonlySet<string>): readonly ScheduledKernel[] {
  const arrays = new Map<string, ArrayNode>();
  let parts = 0;
  return groups.map((group) => {
    const own = new Set(group.map(({ name }) => name));
    const loaded = new Map<Expression, ArrayNode>();
    for (const [x, { name }] of group.at(-1)!.loaded) {
      const array = arrays.get(name);
      if (array && !own.has(name)) loaded.set(x, array);
    }
    const stored = storedIn(group, groups);
    const { x, axes } = stored[0]!;
    const name = results.has(stored[0]!.name) ? stored[0]!.name : `part${++parts}`;
    const lengths = axes.map((axis) => lengthOf(x.shape, axis));
    for (const [slot, one] of stored.entries()) {
      arrays.set(one.name, { kind: 'array', name, axes, lengths, ...(stored.length > 1 && { slot }) });
    }
    return { name, x, axes, loaded, ...(stored.length > 1 && { fused: stored }) };
  });
}

/** Names of the kernels whose values a kernel reads. */
function namesRead({ x, loaded }: ScheduledKernel): ReadonlySet<string> {
  return new Set(arraysRead([x], loaded).keys());
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
