import { isPowerMean, type PoolingSpec } from '@ggem/core';
import type { KernelTask } from './workspace.ts';
import { isProduct } from './writePlans.ts';

/**
 * The number of values (batch times tokens times channels) from which on threads are faster than one: to wake them takes
 * about as long as one thread takes for half as many. `p` has the exponents of a call; absent where none is a product.
 */
export function worthThreads(spec: PoolingSpec, task: KernelTask, p?: ArrayLike<number>): number {
  if (task === 'gradient') return isPowerMean(spec) ? 2 ** 18 : 2 ** 21;
  const needsPowers = isPowerMean(spec) && !(p && Array.from(p).every(isProduct));
  return needsPowers ? 2 ** 19 : 2 ** 22;
}
