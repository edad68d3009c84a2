import type { PoolingSpec } from '../spec.ts';
import type { PoolingState } from './poolingState.ts';

/** The pooled value of all tokens so far, `[batch, channels]`; zeros for an image in which nothing was kept. */
export function pooledValue({ spec, channels, value, heaviest, lowest }: PoolingState): Float64Array {
  if (lowest === undefined) return value.slice();
  const { eps } = spec as Extract<PoolingSpec, { type: 'gem' }>;
  return value.map((y, i) => (heaviest[Math.floor(i / channels)]! > 0 ? y + (lowest[i]! - eps) : 0));
}
