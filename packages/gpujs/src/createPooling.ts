import { type PoolingSpec, type PoolingSpecInput, pool } from '@ggem/core';
import type { GPU } from 'gpu.js';
import type { GpuTexture, KernelInput } from './kernelInput.ts';
import type { Task } from './planPooling.ts';
import { type Kernels, type PoolingOptions, poolingKernels } from './poolingKernels.ts';
import type { PoolingInputs } from './readInputs.ts';

/** Rows of numbers, as gpu.js gives them. */
export type Matrix = readonly Float32Array[];

/** A pooling on gpu.js. */
export interface Pooling<Y = Matrix> extends Kernels {
  (tokens: KernelInput, inputs?: PoolingInputs): Promise<Y>;
}

/**
 * Pooling as one fused kernel of gpu.js: `[batch, tokens, channels]` to `[batch, channels]`, in float32.
 *
 * Tokens come flat, nested or as a texture; a mask, weights and parameters with them. The batch size may change from
 * call to call. An image in which nothing is kept gives zeros. Throws a `GgemError` for a wrong spec, shape or value,
 * and where gpu.js has no float32 or runs elsewhere than it was told to.
 *
 * ```ts
 * const pooling = createPooling(gpu, { type: 'ggem', groups: 12 }, { tokens: 196, channels: 768 });
 * const embedding = await pooling(tokens); // 768 numbers an image
 * ```
 */
export function createPooling(
  gpu: GPU,
  spec: PoolingSpecInput | PoolingSpec,
  options: PoolingOptions & { readonly pipeline: true },
): Pooling<GpuTexture>;
export function createPooling(
  gpu: GPU,
  spec: PoolingSpecInput | PoolingSpec,
  options: PoolingOptions,
): Pooling;
export function createPooling(
  gpu: GPU,
  spec: PoolingSpecInput | PoolingSpec,
  options: PoolingOptions,
): Pooling<unknown> {
  const kernels = poolingKernels(gpu, spec, options, pooled);
  const pooling = async (tokens: KernelInput, inputs: PoolingInputs = {}): Promise<unknown> =>
    (await kernels.call(tokens, inputs)).pooled;
  return withKernels(pooling, kernels);
}

const pooled: Task = (recorder, spec, inputs) => [
  { name: 'pooled', x: pool(recorder, spec, inputs), axes: ['batch', 'channels'] },
];

/** A function that also has what the kernels have. */
export function withKernels<F extends object>(run: F, kernels: Kernels): F & Kernels {
  return Object.defineProperties(run, {
    device: { get: () => kernels.device, enumerable: true },
    source: { get: () => kernels.source, enumerable: true },
    destroy: { value: kernels.destroy, enumerable: true },
  }) as F & Kernels;
}
