import { isPowerMean, type PoolingSpec } from '@ggem/core';

/** To wake the threads takes about as long as one thread takes for so many numbers: of power means, of other poolings. */
const powers = 2 ** 18;
const others = 2 ** 21;

/** The number of values (batch times tokens times channels) from which on threads are faster than one. */
export function worthThreads(spec: PoolingSpec): number {
  return isPowerMean(spec) ? powers : others;
}
