import { type PoolingSpecInput, parseSpec, weightChannels } from '@ggem/core';
import type { PoolingInput } from '../input/poolingInput.ts';
import { withStartValues } from '../input/readParameters.ts';
import type { RaggedInputs } from '../input/readRagged.ts';
import type { Kernels } from '../runtime/kernelSets.ts';
import { gradientsOf, type PoolingGradients } from './createPoolingGradient.ts';
import { withKernels } from './poolingKernels.ts';
import { type RaggedOptions, raggedKernels } from './raggedKernels.ts';
import type { ResultOf } from './resultOf.ts';

/** A pooling of images of different lengths. */
export interface RaggedPooling<Y = GPUBuffer> extends Kernels {
  /** Image `b` has the tokens from `offsets[b]` up to `offsets[b + 1]`; mask and token weights are `[total]`. */
  (tokens: PoolingInput, offsets: readonly number[], inputs?: RaggedInputs): Promise<Y>;
}

/** The gradient of a ragged pooling. */
export interface RaggedPoolingGradient<G = PoolingGradients> extends Kernels {
  /** `dy` `[batch, outputChannels]`: the gradient of a loss with respect to what was pooled. */
  (tokens: PoolingInput, offsets: readonly number[], dy: PoolingInput, inputs?: RaggedInputs): Promise<G>;
}

/**
 * Pools images of different lengths, each as if it were alone: `[total, channels]` to `[batch, outputChannels]`.
 *
 * Prefix tokens count in each image. An image in which nothing is kept, or without tokens, gives zeros. Kernels are compiled
 * for lengths that are rounded up, so that batches of similar size share them; results with tokens may therefore lie in
 * buffers that are larger than they are. Throws as `createPooling` does, and for offsets that do not rise from 0 to the
 * number of tokens.
 *
 * ```ts
 * const pooling = createRaggedPooling(device, { type: 'gem' }, { channels: 768 });
 * const embedding = await pooling(tokens, [0, 196, 452]); // of an image of 196 tokens and one of 256
 * ```
 */
export function createRaggedPooling<ReadBack extends boolean = false>(
  device: GPUDevice,
  spec: PoolingSpecInput,
  options: RaggedOptions<ReadBack>,
): RaggedPooling<ResultOf<ReadBack>> {
  type Y = ResultOf<ReadBack>;
  const kernels = raggedKernels(device, spec, options, 'pooled');
  const pooling = async (
    tokens: PoolingInput,
    offsets: readonly number[],
    inputs: RaggedInputs = {},
  ): Promise<Y> => (await kernels.call(tokens, offsets, inputs)).results.pooled as Y;
  return withKernels(pooling, kernels);
}

/**
 * Where each image is looked at: weights `[total, weightChannels]` that sum to 1 over the kept tokens of each image.
 * Called like `createRaggedPooling`, and throws as it does.
 */
export function createRaggedPoolingWeights<ReadBack extends boolean = false>(
  device: GPUDevice,
  spec: PoolingSpecInput,
  options: RaggedOptions<ReadBack>,
): RaggedPooling<ResultOf<ReadBack>> {
  type Weights = ResultOf<ReadBack>;
  const parsed = parseSpec(spec);
  const kernels = raggedKernels(device, parsed, options, 'poolingWeights');
  const width = weightChannels(parsed, options.channels);
  const pooling = async (
    tokens: PoolingInput,
    offsets: readonly number[],
    inputs: RaggedInputs = {},
  ): Promise<Weights> => {
    const { results, total } = await kernels.call(tokens, offsets, inputs);
    return cut(results.w!, total * width) as Weights;
  };
  return withKernels(pooling, kernels);
}

/**
 * Gradient of `Σ dy · pooling(tokens, offsets)` with respect to tokens, `[total, channels]`, and trainable parameters,
 * which have the values of the spec unless the call gives them. Throws as `createRaggedPooling` does.
 */
export function createRaggedPoolingGradient<ReadBack extends boolean = false>(
  device: GPUDevice,
  spec: PoolingSpecInput,
  options: RaggedOptions<ReadBack>,
): RaggedPoolingGradient<PoolingGradients<ResultOf<ReadBack>>> {
  type Gradients = PoolingGradients<ResultOf<ReadBack>>;
  const parsed = parseSpec(spec);
  const kernels = raggedKernels(device, parsed, options, 'gradient');
  const parametersFrom = withStartValues(parsed, options.channels);
  const gradient = async (
    tokens: PoolingInput,
    offsets: readonly number[],
    dy: PoolingInput,
    inputs: RaggedInputs = {},
  ): Promise<Gradients> => {
    const parameters = parametersFrom(inputs.parameters);
    const { results, total } = await kernels.call(tokens, offsets, { ...inputs, parameters }, dy);
    const dx = cut(results.dx!, total * options.channels);
    return gradientsOf(Object.keys(parameters), { ...results, dx }) as Gradients;
  };
  return withKernels(gradient, kernels);
}

/** Leaves out the numbers behind those of the tokens that came. */
function cut(result: GPUBuffer | Float32Array, length: number): GPUBuffer | Float32Array {
  return result instanceof Float32Array ? result.subarray(0, length) : result;
}
