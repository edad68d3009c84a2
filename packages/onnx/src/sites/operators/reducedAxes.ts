import { isWhole } from '../axes.ts';
import type { Term } from '../meaning.ts';
import type { Reading, Reduction } from '../reading.ts';

/** The axes that are left, and the axes of the base that were summed; `undefined` where one was summed only in part. */
export function reducedAxes(
  reading: Reading,
  { axes, windows, base }: Pick<Term, 'axes' | 'windows' | 'base'>,
  { axes: gone, keep }: Reduction,
): { readonly axes: Term['axes']; readonly over: readonly number[] } | undefined {
  const dims = reading.info(base).dims ?? [];
  const pieces = gone.flatMap((axis) => axes[axis] ?? []);
  if (!gone.every((axis) => axis in axes) || !pieces.every((piece) => isWhole(piece, dims, windows)))
    return undefined;
  const left = axes.flatMap((one, i) => (!gone.includes(i) ? [one] : keep ? [[]] : []));
  return { axes: left, over: pieces.map(({ axis }) => axis) };
}
