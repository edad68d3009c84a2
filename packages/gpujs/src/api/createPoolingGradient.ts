import { type PoolingSpecInput, parseSpec } from '@ggem/core';
import type { GPU } from 'gpu.js';
import type { ImageShape, VolumeShape } from '../input/inputShape.ts';
import type { GpuTexture, KernelInput } from '../input/kernelInput.ts';
import type { PoolingInputs } from '../input/readInputs.ts';
import { startValues } from '../input/startValues.ts';
import type { Kernels } from '../runtime/kernelSets.ts';
import type { Matrix } from './createPooling.ts';
import { gradientsByName } from './gradientsByName.ts';
import { likeTokens } from './onHost.ts';
import { type PoolingOptions, poolingKernels, withKernels } from './poolingKernels.ts';

/** Gradients of a pooling. */
export interface PoolingGradients<X = readonly Matrix[], P = Float32Array | Matrix> {
  /** Shaped like the tokens; 0 at prefix and dropped tokens. Textures of images hold their rows one after another. */
  readonly tokens: X;
  /** By name, shaped like the parameters; for those that train or were given. */
  readonly parameters: Readonly<Record<string, P>>;
}

/** The gradient of a pooling on gpu.js. */
export interface PoolingGradient<G = PoolingGradients> extends Kernels {
  /** `dy`, shaped like what was pooled: the gradient of a loss with respect to it. */
  (tokens: KernelInput, dy: KernelInput, inputs?: PoolingInputs): Promise<G>;
}

/**
 * Gradient of `Σ dy · pooling(tokens)` with respect to tokens and trainable parameters, `∂y/∂x_i = w_i y / x_i` for power
 * means: what is pooled is computed once a channel by kernels of its own, and the gradient for tokens by one more.
 *
 * Parameters that train have the values of the spec unless they are given. Throws as `createPooling` does.
 *
 * ```ts
 * const gradient = createPoolingGradient(gpu, { type: 'gem' }, { tokens: 196, channels: 768 });
 * const { tokens: dx, parameters: { p: dp } } = await gradient(tokens, dy);
 * ```
 */
export function createPoolingGradient(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: PoolingOptions & { readonly pipeline: true },
): PoolingGradient<PoolingGradients<GpuTexture, GpuTexture>>;
export function createPoolingGradient(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: PoolingOptions & ImageShape,
): PoolingGradient<PoolingGradients<readonly (readonly Matrix[])[]>>;
export function createPoolingGradient(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: PoolingOptions & VolumeShape,
): PoolingGradient<PoolingGradients<readonly (readonly (readonly Matrix[])[])[]>>;
export function createPoolingGradient(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: PoolingOptions,
): PoolingGradient;
export function createPoolingGradient(
  gpu: GPU,
  given: PoolingSpecInput,
  options: PoolingOptions,
): PoolingGradient<unknown> {
  const spec = parseSpec(given);
  const kernels = poolingKernels(gpu, spec, options, 'gradient');
  const parametersFrom = startValues(spec, options.channels);
  const gradient = async (
    tokens: KernelInput,
    dy: KernelInput,
    inputs: PoolingInputs = {},
  ): Promise<unknown> => {
    const parameters = parametersFrom(inputs.parameters);
    const { dx, ...computed } = await kernels.call(tokens, { ...inputs, parameters }, dy);
    return {
      tokens: options.pipeline ? dx : likeTokens(dx, kernels.shape),
      parameters: gradientsByName(Object.keys(parameters), computed),
    };
  };
  return withKernels(gradient, kernels);
}
