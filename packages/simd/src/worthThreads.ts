import { isPowerMean, type PoolingSpec } from '@ggem/core';

/** Waking threads takes about as long as one of them takes for so many numbers. */
const powers = 2 ** 18;
const others = 2 ** 21;

/** From how many numbers (batch times tokens times channels) on threads are faster than one. */
export function worthThreads(spec: PoolingSpec): number {
  return isPowerMean(spec) ? powers : others;
}
