import type { PoolingSpecInput } from '@ggem/core';
import type { GPU } from 'gpu.js';
import type { PoolingShape } from '../input/inputShape.ts';
import type { GpuTexture, KernelInput } from '../input/kernelInput.ts';
import type { PoolingInputs } from '../input/readInputs.ts';
import type { Matrix, Pooling } from './createPooling.ts';
import { poolingKernels, type ResultOptions, withKernels } from './poolingKernels.ts';

/**
 * Where a pooling looks, as a heat map shows it: weights `[batch, tokens, weightChannels]` that sum to 1 over the kept
 * tokens of each channel, 0 at prefix and dropped tokens. For power means `w_i = q_i (x_i / y)^p`. Those of an image lie
 * row by row, whatever its layout.
 */
export function createPoolingWeights(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: PoolingShape & ResultOptions & { readonly pipeline: true },
): Pooling<GpuTexture>;
export function createPoolingWeights(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: PoolingShape & ResultOptions,
): Pooling<readonly Matrix[]>;
export function createPoolingWeights(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: PoolingShape & ResultOptions,
): Pooling<unknown> {
  const kernels = poolingKernels(gpu, spec, options, 'poolingWeights');
  const pooling = async (tokens: KernelInput, inputs: PoolingInputs = {}): Promise<unknown> =>
    (await kernels.call(tokens, inputs)).w;
  return withKernels(pooling, kernels);
}
