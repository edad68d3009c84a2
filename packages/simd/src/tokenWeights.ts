import { type FlatOptions, firstCounted } from '@ggem/core';
import type { KernelSpec } from './hasKernels.ts';
import type { Shape } from './tokenArray.ts';

/** The smallest number of float32 above 0. A kept token weighs at least that, since max looks at every kept token. */
const least = 2 ** -149;

/** The next power of two from `total` on: weights that are divided by it are still exact, and at most 1. */
function powerAbove(total: number): number {
  return 2 ** Math.ceil(Math.log2(total));
}

/** The weight of each token where all weigh the same, and the factor that brings their sum to 1. */
export function evenWeights(count: number): { readonly each: number; readonly norm: number } {
  const scale = powerAbove(count);
  return { each: 1 / scale, norm: scale / count };
}

/**
 * Writes mask times token weights of each image, divided by a power of two, and to `norms` the factor that brings their sum
 * to 1, which is 0 for an image that keeps nothing. Prefix tokens get 0.
 */
export function writeWeights(
  [batch, count]: Shape,
  spec: KernelSpec,
  { mask, tokenWeights }: Pick<FlatOptions, 'mask' | 'tokenWeights'>,
  to: Float32Array,
  norms: Float64Array,
): void {
  for (let b = 0; b < batch; b++) {
    const given = (n: number): number => {
      const i = b * count + n;
      if (mask !== undefined && !(mask[i]! > 0)) return 0;
      return tokenWeights === undefined ? 1 : tokenWeights[i]!;
    };
    const first = firstCounted([spec], count, (n) => given(n) > 0);
    const weightOf = (n: number): number => (n < first ? 0 : given(n));
    let total = 0;
    for (let n = first; n < count; n++) total += weightOf(n);
    const scale = total > 0 ? powerAbove(total) : 1;
    norms[b] = total > 0 ? scale / total : 0;
    for (let n = 0; n < count; n++) {
      const weight = weightOf(n);
      to[b * count + n] = weight > 0 ? Math.max(weight / scale, least) : 0;
    }
  }
}
