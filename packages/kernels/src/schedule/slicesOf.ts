import { sizeOf } from '../graph/expression.ts';
import { loopGroups } from './loopGroups.ts';
import { startPosition } from './reductionsIn.ts';
import { rootsOf, type ScheduledKernel } from './scheduledKernel.ts';

/** A workgroup that shares loops: its threads stand in columns, one for each thread of the kernel, and slices of its loops. */
export interface Slices {
  readonly columns: number;
  readonly slices: number;
}

/** What every WebGPU grants a workgroup, and how many bytes a card reads at once. */
const [threadsAtMost, lineBytes] = [256, 128];

/** A slice of fewer turns costs more to merge than it saves. */
const turnsAtLeast = 4;

/**
 * How the loops of a kernel are shared where it has too few threads to fill a device (one image of 768 channels is 192
 * threads of four): each thread takes every so many-th turn, and what they found is merged. `undefined` where it has enough.
 */
export function slicesOf(kernel: ScheduledKernel, lanes: number, fills: number): Slices | undefined {
  const { x, loaded } = kernel;
  const wanted = rootsOf(kernel).map((root) => ({ x: root, at: startPosition(x, lanes) }));
  const loops = loopGroups(wanted, new Set(loaded.keys()), () => false);
  const turns = Math.max(0, ...loops.map((loop) => (loop.depth === 0 ? loop.turns : 0)));
  const columns = lineBytes / (4 * lanes);
  const threads = sizeOf(x) / lanes;
  let slices = 1;
  const isWorthMore = (): boolean => threads * slices < fills && turns >= 2 * slices * turnsAtLeast;
  while (2 * slices * columns <= threadsAtMost && isWorthMore()) slices *= 2;
  return slices > 1 ? { columns, slices } : undefined;
}
