import type { PoolingSpecInput } from '@ggem/core';
import type { PoolingShape } from '@ggem/kernels';
import type { GPU } from 'gpu.js';
import type { KernelInput } from '../input/kernelInput.ts';
import type { PoolingInputs } from '../input/readInputs.ts';
import type { Pooling } from './createPooling.ts';
import { poolingKernels, withKernels } from './poolingKernels.ts';
import type { Matrix, ResultOf, ResultOptions } from './resultOf.ts';

/**
 * Where a pooling looks, as a heat map shows it: weights `[batch, tokens, weightChannels]` that sum to 1 over the kept
 * tokens of each channel, 0 at prefix and dropped tokens. For power means `w_i = q_i (x_i / y)^p`. Those of an image lie
 * row by row, whatever its data format. Called like `createPooling`, and throws as it does.
 */
export function createPoolingWeights<Pipeline extends boolean = false>(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: PoolingShape & ResultOptions<Pipeline>,
): Pooling<ResultOf<Pipeline, readonly Matrix[]>> {
  type Weights = ResultOf<Pipeline, readonly Matrix[]>;
  const kernels = poolingKernels(gpu, spec, options, 'poolingWeights');
  const pooling = async (tokens: KernelInput, inputs: PoolingInputs = {}): Promise<Weights> =>
    (await kernels.call(tokens, inputs)).w as Weights;
  return withKernels(pooling, kernels);
}
