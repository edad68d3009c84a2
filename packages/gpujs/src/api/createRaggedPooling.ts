import { type PoolingSpecInput, parseSpec } from '@ggem/core';
import type { GPU } from 'gpu.js';
import type { GpuTexture, KernelInput } from '../input/kernelInput.ts';
import type { PoolingInputs } from '../input/readInputs.ts';
import { startValues } from '../input/startValues.ts';
import type { Kernels } from '../runtime/kernelSets.ts';
import type { Matrix } from './createPooling.ts';
import type { PoolingGradients } from './createPoolingGradient.ts';
import { gradientsByName } from './gradientsByName.ts';
import { withKernels } from './poolingKernels.ts';
import { type RaggedOptions, raggedKernels } from './raggedKernels.ts';

/** A pooling of images of different lengths. */
export interface RaggedPooling<Y = Matrix> extends Kernels {
  /** Image `b` has the tokens from `offsets[b]` up to `offsets[b + 1]`; mask and weights are `[total]`. */
  (tokens: KernelInput, offsets: readonly number[], inputs?: PoolingInputs): Promise<Y>;
}

/** The gradient of a ragged pooling. */
export interface RaggedPoolingGradient<G = PoolingGradients<Matrix>> extends Kernels {
  /** `dy` `[batch, channels]`: the gradient of a loss with respect to what was pooled. */
  (tokens: KernelInput, offsets: readonly number[], dy: KernelInput, inputs?: PoolingInputs): Promise<G>;
}

/**
 * Pools images of different lengths, each as if it were alone: `[total, channels]` to `[batch, outputChannels]`.
 *
 * Prefix tokens count in each image; one in which nothing is kept, or without tokens, gives zeros. Kernels are compiled
 * for lengths rounded up, so that batches of about one size share them; textures, and results in a pipeline, have exact
 * ones. Throws as `createPooling` does, and for offsets that do not rise from 0 to the number of tokens.
 *
 * ```ts
 * const pooling = createRaggedPooling(gpu, { type: 'gem' }, { channels: 768 });
 * const embedding = await pooling(tokens, [0, 196, 452]); // of an image of 196 tokens and one of 256
 * ```
 */
export function createRaggedPooling(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: RaggedOptions & { readonly pipeline: true },
): RaggedPooling<GpuTexture>;
export function createRaggedPooling(gpu: GPU, spec: PoolingSpecInput, options: RaggedOptions): RaggedPooling;
export function createRaggedPooling(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: RaggedOptions,
): RaggedPooling<unknown> {
  const kernels = raggedKernels(gpu, spec, options, 'pooled');
  const pooling = async (
    tokens: KernelInput,
    offsets: readonly number[],
    inputs: PoolingInputs = {},
  ): Promise<unknown> => (await kernels.call(tokens, offsets, inputs)).values.pooled;
  return withKernels(pooling, kernels);
}

/**
 * Where each image is looked at: weights `[total, weightChannels]` that sum to 1 over the kept tokens of each image.
 * Called and made like `createRaggedPooling`.
 */
export function createRaggedPoolingWeights(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: RaggedOptions & { readonly pipeline: true },
): RaggedPooling<GpuTexture>;
export function createRaggedPoolingWeights(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: RaggedOptions,
): RaggedPooling;
export function createRaggedPoolingWeights(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: RaggedOptions,
): RaggedPooling<unknown> {
  const kernels = raggedKernels(gpu, spec, options, 'poolingWeights');
  const pooling = async (
    tokens: KernelInput,
    offsets: readonly number[],
    inputs: PoolingInputs = {},
  ): Promise<unknown> => {
    const { values, total } = await kernels.call(tokens, offsets, inputs);
    return cut(values.w, total);
  };
  return withKernels(pooling, kernels);
}

/**
 * Gradient of `Σ dy · pooling(tokens, offsets)` with respect to tokens, `[total, channels]`, and trainable parameters,
 * which have the values of the spec unless they are given.
 */
export function createRaggedPoolingGradient(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: RaggedOptions & { readonly pipeline: true },
): RaggedPoolingGradient<PoolingGradients<GpuTexture, GpuTexture>>;
export function createRaggedPoolingGradient(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: RaggedOptions,
): RaggedPoolingGradient;
export function createRaggedPoolingGradient(
  gpu: GPU,
  given: PoolingSpecInput,
  options: RaggedOptions,
): RaggedPoolingGradient<unknown> {
  const spec = parseSpec(given);
  const kernels = raggedKernels(gpu, spec, options, 'gradient');
  const parametersFrom = startValues(spec, options.channels);
  const gradient = async (
    tokens: KernelInput,
    offsets: readonly number[],
    dy: KernelInput,
    inputs: PoolingInputs = {},
  ): Promise<unknown> => {
    const parameters = parametersFrom(inputs.parameters);
    const { values, total } = await kernels.call(tokens, offsets, { ...inputs, parameters }, dy);
    return {
      tokens: cut(values.dx, total),
      parameters: gradientsByName(Object.keys(parameters), values),
    };
  };
  return withKernels(gradient, kernels);
}

/** Without the rows that pad a batch; textures have none. */
function cut(rows: unknown, total: number): unknown {
  return Array.isArray(rows) && rows.length > total ? rows.slice(0, total) : rows;
}
