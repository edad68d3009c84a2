import { type ChannelLayout, type InputLayout, inputLayout } from '../input/inputLayout.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import { arrayOps } from './arrayOps.ts';
import type { FloatArray } from './floatArray.ts';

/** Numbers as tokens or as an image, row-major; see `ChannelLayout`. */
export interface ArrayInput {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

/** An input read as `[batch, tokens, channels]`, and gradients of that shape brought back to the input's. */
export interface ReadArray {
  readonly tokens: { readonly data: ArrayLike<number>; readonly shape: InputLayout['tokens'] };
  readonly grid: InputLayout['grid'];
  readonly back: (gradient: FloatArray) => FloatArray;
}

export function readArray(
  spec: PoolingSpec,
  { data, shape }: ArrayInput,
  layout: ChannelLayout | undefined,
): ReadArray {
  const { reshaped, transpose, tokens, grid } = inputLayout(spec, shape, layout);
  // A wrong number of values is left for the check of the tokens, which names it.
  if (!transpose || data.length !== reshaped[0] * reshaped[1] * reshaped[2]) {
    return { tokens: { data, shape: tokens }, grid, back: (gradient) => gradient };
  }
  const swapped = arrayOps.transpose({ data: Float64Array.from(data), shape: reshaped });
  return { tokens: { data: swapped.data, shape: tokens }, grid, back: arrayOps.transpose };
}
