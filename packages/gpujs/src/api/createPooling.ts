import type { PoolingSpecInput } from '@ggem/core';
import type { GPU } from 'gpu.js';
import type { KernelInput } from '../input/kernelInput.ts';
import type { PoolingInputs } from '../input/readInputs.ts';
import type { Kernels } from '../runtime/kernelSets.ts';
import { withKeptAxes } from './onHost.ts';
import { type PoolingOptions, poolingKernels, withKernels } from './poolingKernels.ts';
import type { Matrix, ResultOf, TokenRows } from './resultOf.ts';

/** A pooling on gpu.js. Call it with tokens, and with what comes with them. */
export interface Pooling<Y = Matrix> extends Kernels {
  (tokens: KernelInput, inputs?: PoolingInputs): Promise<Y>;
}

/** What a pooling gives: `[batch, outputChannels]`, with `keepDims` in the axes of the tokens. */
export type Pooled<SideCount extends 2 | 3, Pipeline extends boolean, KeepDims extends boolean> = ResultOf<
  Pipeline,
  KeepDims extends true ? TokenRows<SideCount> : Matrix
>;

/**
 * Pooling as fused kernels of gpu.js: `[batch, tokens, channels]`, `[batch, height, width, channels]` or
 * `[batch, depth, height, width, channels]` to `[batch, outputChannels]`, in float32.
 *
 * Tokens come flat, nested or as a texture; a mask, token weights and parameters may come with them. The batch size may
 * change from call to call. An image in which nothing is kept gives zeros. Throws a `GgemError` for a wrong spec, shape or
 * value, and with code `unavailable` where gpu.js has no float32 or runs on another device than it was told to.
 *
 * ```ts
 * const pooling = createPooling(gpu, { type: 'ggem', groups: 12 }, { tokens: 196, channels: 768 });
 * const embedding = await pooling(tokens); // 768 numbers for each image
 * ```
 */
export function createPooling<
  SideCount extends 2 | 3 = never,
  Pipeline extends boolean = false,
  KeepDims extends boolean = false,
>(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: PoolingOptions<SideCount, Pipeline, KeepDims>,
): Pooling<Pooled<SideCount, Pipeline, KeepDims>> {
  type Y = Pooled<SideCount, Pipeline, KeepDims>;
  const kernels = poolingKernels(gpu, spec, options, 'pooled');
  const keeps = options.keepDims && !options.pipeline;
  const pooling = async (tokens: KernelInput, inputs: PoolingInputs = {}): Promise<Y> => {
    const { pooled } = await kernels.call(tokens, inputs);
    return (keeps ? withKeptAxes(pooled, kernels.shape) : pooled) as Y;
  };
  return withKernels(pooling, kernels);
}
