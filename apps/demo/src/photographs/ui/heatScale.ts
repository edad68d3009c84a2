/** The strongest colour stands for so many times an equal share, and for more. */
const full = 8;

/** Values that the legend names, in times an equal share. */
export const legendTimes: readonly number[] = [0, 1, 2, 4, 8];

/** Strength of a colour, 0..1: by the square root, so that an equal share is easy to see. */
export function heatOf(times: number): number {
  return Math.sqrt(Math.min(1, Math.max(0, times) / full));
}
