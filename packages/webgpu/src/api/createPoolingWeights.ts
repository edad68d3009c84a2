import type { PoolingSpecInput } from '@ggem/core';
import type { PoolingInput } from '../input/poolingInput.ts';
import type { PoolingInputs } from '../input/readInputs.ts';
import type { Pooling } from './createPooling.ts';
import { type PoolingOptions, poolingKernels, withKernels } from './poolingKernels.ts';
import type { ResultOf } from './resultOf.ts';

/**
 * Where a pooling looks, as a heat map shows it: weights `[batch, tokens, weightChannels]` that sum to 1 over the kept
 * tokens of each channel, 0 at prefix and dropped tokens. For power means `w_i = q_i (x_i / y)^p`. Those of an image lie
 * row by row, whatever its data format. Called like `createPooling`, and throws as it does.
 */
export function createPoolingWeights<ReadBack extends boolean = false>(
  device: GPUDevice,
  spec: PoolingSpecInput,
  options: PoolingOptions<ReadBack>,
): Pooling<ResultOf<ReadBack>> {
  type Weights = ResultOf<ReadBack>;
  const kernels = poolingKernels(device, spec, options, 'poolingWeights');
  const pooling = async (tokens: PoolingInput, inputs: PoolingInputs = {}): Promise<Weights> =>
    (await kernels.call(tokens, inputs)).w as Weights;
  return withKernels(pooling, kernels);
}
