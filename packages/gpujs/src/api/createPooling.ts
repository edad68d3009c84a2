import type { PoolingSpecInput } from '@ggem/core';
import type { GPU } from 'gpu.js';
import type { ImageShape, TokenShape, VolumeShape } from '../input/inputShape.ts';
import type { GpuTexture, KernelInput } from '../input/kernelInput.ts';
import type { PoolingInputs } from '../input/readInputs.ts';
import type { Kernels } from '../runtime/kernelSets.ts';
import { withKeptAxes } from './onHost.ts';
import { type PoolingOptions, poolingKernels, type ResultOptions, withKernels } from './poolingKernels.ts';

/** Rows of numbers, as gpu.js gives them. */
export type Matrix = readonly Float32Array[];

/** A pooling on gpu.js. */
export interface Pooling<Y = Matrix> extends Kernels {
  (tokens: KernelInput, inputs?: PoolingInputs): Promise<Y>;
}

/** What keeps an axis of length 1 in place of each that was pooled. */
export interface KeptAxes extends ResultOptions {
  readonly keepDims: true;
}

/**
 * Pooling as fused kernels of gpu.js: `[batch, tokens, channels]`, `[batch, height, width, channels]` or
 * `[batch, depth, height, width, channels]` to `[batch, outputChannels]`, in float32.
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
  spec: PoolingSpecInput,
  options: PoolingOptions & { readonly pipeline: true },
): Pooling<GpuTexture>;
export function createPooling(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: ImageShape & KeptAxes,
): Pooling<readonly (readonly Matrix[])[]>;
export function createPooling(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: VolumeShape & KeptAxes,
): Pooling<readonly (readonly (readonly Matrix[])[])[]>;
export function createPooling(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: TokenShape & KeptAxes,
): Pooling<readonly Matrix[]>;
export function createPooling(gpu: GPU, spec: PoolingSpecInput, options: PoolingOptions): Pooling;
export function createPooling(gpu: GPU, spec: PoolingSpecInput, options: PoolingOptions): Pooling<unknown> {
  const kernels = poolingKernels(gpu, spec, options, 'pooled');
  const keeps = options.keepDims && !options.pipeline;
  const pooling = async (tokens: KernelInput, inputs: PoolingInputs = {}): Promise<unknown> => {
    const { pooled } = await kernels.call(tokens, inputs);
    return keeps ? withKeptAxes(pooled, kernels.shape) : pooled;
  };
  return withKernels(pooling, kernels);
}
