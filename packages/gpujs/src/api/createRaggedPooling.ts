import { type PoolingSpecInput, parseSpec } from '@ggem/core';
import { gradientsByName } from '@ggem/kernels';
import type { GPU } from 'gpu.js';
import type { KernelInput } from '../input/kernelInput.ts';
import type { PoolingInputs } from '../input/readInputs.ts';
import { startValues } from '../input/startValues.ts';
import type { Kernels } from '../runtime/kernelSets.ts';
import type { GradientsOf, PoolingGradients } from './createPoolingGradient.ts';
import { withKernels } from './poolingKernels.ts';
import { type RaggedOptions, raggedKernels } from './raggedKernels.ts';
import type { Matrix, ResultOf } from './resultOf.ts';

/** A pooling of images of different lengths. */
export interface RaggedPooling<Y = Matrix> extends Kernels {
  /** Image `b` has the tokens from `offsets[b]` up to `offsets[b + 1]`; mask and token weights are `[total]`. */
  (tokens: KernelInput, offsets: readonly number[], inputs?: PoolingInputs): Promise<Y>;
}

/** The gradient of a ragged pooling. */
export interface RaggedPoolingGradient<G = PoolingGradients<Matrix>> extends Kernels {
  /** `dy` `[batch, outputChannels]`: the gradient of a loss with respect to what was pooled. */
  (tokens: KernelInput, offsets: readonly number[], dy: KernelInput, inputs?: PoolingInputs): Promise<G>;
}

/**
 * Pools images of different lengths, each as if it were alone: `[total, channels]` to `[batch, outputChannels]`.
 *
 * Prefix tokens count in each image. An image in which nothing is kept, or without tokens, gives zeros. Kernels are compiled
 * for lengths that are rounded up, so that batches of similar size share them; for textures, and in a pipeline, for exact
 * lengths. Throws as `createPooling` does, and for offsets that do not rise from 0 to the number of tokens.
 *
 * ```ts
 * const pooling = createRaggedPooling(gpu, { type: 'gem' }, { channels: 768 });
 * const embedding = await pooling(tokens, [0, 196, 452]); // of an image of 196 tokens and one of 256
 * ```
 */
export function createRaggedPooling<Pipeline extends boolean = false>(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: RaggedOptions<Pipeline>,
): RaggedPooling<ResultOf<Pipeline, Matrix>> {
  type Y = ResultOf<Pipeline, Matrix>;
  const kernels = raggedKernels(gpu, spec, options, 'pooled');
  const pooling = async (
    tokens: KernelInput,
    offsets: readonly number[],
    inputs: PoolingInputs = {},
  ): Promise<Y> => (await kernels.call(tokens, offsets, inputs)).values.pooled as Y;
  return withKernels(pooling, kernels);
}

/**
 * Where each image is looked at: weights `[total, weightChannels]` that sum to 1 over the kept tokens of each image.
 * Called like `createRaggedPooling`, and throws as it does.
 */
export function createRaggedPoolingWeights<Pipeline extends boolean = false>(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: RaggedOptions<Pipeline>,
): RaggedPooling<ResultOf<Pipeline, Matrix>> {
  type Weights = ResultOf<Pipeline, Matrix>;
  const kernels = raggedKernels(gpu, spec, options, 'poolingWeights');
  const pooling = async (
    tokens: KernelInput,
    offsets: readonly number[],
    inputs: PoolingInputs = {},
  ): Promise<Weights> => {
    const { values, total } = await kernels.call(tokens, offsets, inputs);
    return cut(values.w, total) as Weights;
  };
  return withKernels(pooling, kernels);
}

/**
 * Gradient of `Σ dy · pooling(tokens, offsets)` with respect to tokens, `[total, channels]`, and trainable parameters,
 * which have the values of the spec unless the call gives them. Throws as `createRaggedPooling` does.
 */
export function createRaggedPoolingGradient<Pipeline extends boolean = false>(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: RaggedOptions<Pipeline>,
): RaggedPoolingGradient<GradientsOf<Pipeline, Matrix>> {
  type Gradients = GradientsOf<Pipeline, Matrix>;
  const parsed = parseSpec(spec);
  const kernels = raggedKernels(gpu, parsed, options, 'gradient');
  const parametersFrom = startValues(parsed, options.channels);
  const gradient = async (
    tokens: KernelInput,
    offsets: readonly number[],
    dy: KernelInput,
    inputs: PoolingInputs = {},
  ): Promise<Gradients> => {
    const parameters = parametersFrom(inputs.parameters);
    const { values, total } = await kernels.call(tokens, offsets, { ...inputs, parameters }, dy);
    return {
      tokens: cut(values.dx, total),
      parameters: gradientsByName(Object.keys(parameters), values),
    } as Gradients;
  };
  return withKernels(gradient, kernels);
}

/** Leaves out the rows that pad a batch; textures have none. */
function cut(rows: unknown, total: number): unknown {
  return Array.isArray(rows) && rows.length > total ? rows.slice(0, total) : rows;
}
