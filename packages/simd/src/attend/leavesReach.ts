import { isPowerMean } from '@ggem/core';
import type { AttendKernelSpec } from '../hasKernels.ts';

/** Kernels lose powers below `2^-110`: they count where all larger ones weigh less than so much. */
const reach = 110;
const leastWeight = 2 ** -86;

/**
 * Whether a token that weighs next to nothing may be so much larger than those that count that the kernels would lose their
 * powers. Then core's own loops pool.
 */
export function leavesReach(
  spec: AttendKernelSpec,
  p: ArrayLike<number>,
  values: Float32Array,
  least: number,
): boolean {
  if (!isPowerMean(spec) || least >= leastWeight) return false;
  const size = Array.from(p).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let [low, high] = [Number.POSITIVE_INFINITY, spec.eps];
  for (const value of values) {
    const held = Math.max(spec.negatives === 'abs' ? Math.abs(value) : value, spec.eps);
    low = Math.min(low, held);
    high = Math.max(high, held);
  }
  return size * Math.log2(high / low) > reach - 10;
}
