import type { PoolingSpecInput } from '@ggem/core';
import type { PoolingInput } from '../input/poolingInput.ts';
import type { PoolingInputs } from '../input/readInputs.ts';
import type { Kernels } from '../runtime/kernelSets.ts';
import { type PoolingOptions, poolingKernels, withKernels } from './poolingKernels.ts';
import type { ResultOf } from './resultOf.ts';

/** A pooling on WebGPU. Call it with tokens, and with what comes with them. */
export interface Pooling<Y = GPUBuffer> extends Kernels {
  (tokens: PoolingInput, inputs?: PoolingInputs): Promise<Y>;
}

/**
 * Pooling as compute shaders of WebGPU: `[batch, tokens, channels]`, `[batch, height, width, channels]` or
 * `[batch, depth, height, width, channels]` to `[batch, outputChannels]`, row-major, in float32.
 *
 * Tokens come as a buffer (with `batch`), as a tensor on the device such as onnxruntime-web's, or as numbers; so do a mask,
 * token weights and parameters. The promise resolves when the device has accepted the work, not when it is done: what is
 * handed to the same queue later sees the result. The batch size may change from call to call. An image in which nothing is
 * kept gives zeros. Throws a `GgemError` for a wrong spec, shape, value or buffer, and with code `unavailable` for a lost
 * device or one whose limits are too low.
 *
 * ```ts
 * const pooling = createPooling(device, { type: 'ggem', groups: 12 }, { tokens: 196, channels: 768 });
 * const embedding = await pooling(tokens, { batch: 1 }); // a buffer of 768 numbers
 * ```
 */
export function createPooling<ReadBack extends boolean = false>(
  device: GPUDevice,
  spec: PoolingSpecInput,
  options: PoolingOptions<ReadBack>,
): Pooling<ResultOf<ReadBack>> {
  type Y = ResultOf<ReadBack>;
  const kernels = poolingKernels(device, spec, options, 'pooled');
  const pooling = async (tokens: PoolingInput, inputs: PoolingInputs = {}): Promise<Y> =>
    (await kernels.call(tokens, inputs)).pooled as Y;
  return withKernels(pooling, kernels);
}
