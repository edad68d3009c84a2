import type { NumbersInput } from '../input/numbersInput.ts';
import type { PoolingSpecInput } from '../spec/spec.ts';
import type { ArrayOptions } from './arrayOptions.ts';
import { gradientLoop, poolLoop } from './loops/poolLoops.ts';
import { type ArrayGradient, arrayGradient, pooledArray } from './poolArray.ts';

const loops = { poolLoop, gradientLoop };

/**
 * Pools plain arrays in float64: `[batch, tokens, channels]`, an image `[batch, height, width, channels]` or a volume
 * `[batch, depth, height, width, channels]`, to `[batch, outputChannels]`; `dataFormat` says where the channels are.
 *
 * Mean, GeM and GGeM have loops of their own, all else goes through core's formulas. An image in which nothing is kept gives
 * zeros. Throws a `GgemError`: `spec` for a wrong spec, `shape` for shapes that do not fit it or each other, `value` for
 * numbers that are not allowed.
 */
export function poolArray(
  tokens: NumbersInput,
  spec: PoolingSpecInput,
  options: ArrayOptions = {},
): Float64Array {
  return pooledArray(loops, tokens, spec, options);
}

/**
 * Gradient of `Σ dy · y` with respect to tokens and parameters; `dy` is `[batch, outputChannels]`. Input and errors are
 * those of `poolArray`.
 */
export function poolArrayGradient(
  tokens: NumbersInput,
  spec: PoolingSpecInput,
  dy: NumbersInput,
  options: ArrayOptions = {},
): ArrayGradient {
  return arrayGradient(loops, tokens, spec, dy, options);
}
