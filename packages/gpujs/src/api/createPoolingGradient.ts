import { type PoolingSpecInput, parseSpec } from '@ggem/core';
import { gradientsByName } from '@ggem/kernels';
import type { GPU } from 'gpu.js';
import type { GpuTexture, KernelInput } from '../input/kernelInput.ts';
import type { PoolingInputs } from '../input/readInputs.ts';
import { startValues } from '../input/startValues.ts';
import type { Kernels } from '../runtime/kernelSets.ts';
import { likeTokens } from './onHost.ts';
import { type PoolingOptions, poolingKernels, withKernels } from './poolingKernels.ts';
import type { Matrix, TokenRows } from './resultOf.ts';

/** The gradients of a pooling. */
export interface PoolingGradients<X = readonly Matrix[], P = Float32Array | Matrix> {
  /** Shaped like the tokens; 0 at prefix and dropped tokens. Textures of images hold their rows one after another. */
  readonly tokens: X;
  /** By name, shaped like the parameters; for those that train or were given. */
  readonly parameters: Readonly<Record<string, P>>;
}

/** The gradients that a pooling gives, on the device or on the host; `Rows` are those of its tokens. */
export type GradientsOf<Pipeline extends boolean, Rows> = Pipeline extends true
  ? PoolingGradients<GpuTexture, GpuTexture>
  : PoolingGradients<Rows>;

/** The gradient of a pooling on gpu.js. */
export interface PoolingGradient<G = PoolingGradients> extends Kernels {
  /** `dy`, shaped like what was pooled: the gradient of a loss with respect to it. */
  (tokens: KernelInput, dy: KernelInput, inputs?: PoolingInputs): Promise<G>;
}

/**
 * Gradient of `Σ dy · pooling(tokens)` with respect to tokens and trainable parameters, `∂y/∂x_i = w_i y / x_i` for power
 * means. What is pooled is computed once for each channel, by kernels before the one that gives the gradient for tokens.
 *
 * Parameters that train have the values of the spec unless the call gives them. Tokens and `dy` come as `createPooling`
 * takes them. Throws as `createPooling` does.
 *
 * ```ts
 * const gradient = createPoolingGradient(gpu, { type: 'gem' }, { tokens: 196, channels: 768 });
 * const { tokens: dx, parameters: { p: dp } } = await gradient(tokens, dy);
 * ```
 */
export function createPoolingGradient<SideCount extends 2 | 3 = never, Pipeline extends boolean = false>(
  gpu: GPU,
  spec: PoolingSpecInput,
  options: PoolingOptions<SideCount, Pipeline>,
): PoolingGradient<GradientsOf<Pipeline, TokenRows<SideCount>>> {
  type Gradients = GradientsOf<Pipeline, TokenRows<SideCount>>;
  const parsed = parseSpec(spec);
  const kernels = poolingKernels(gpu, parsed, options, 'gradient');
  const parametersFrom = startValues(parsed, options.channels);
  const gradient = async (
    tokens: KernelInput,
    dy: KernelInput,
    inputs: PoolingInputs = {},
  ): Promise<Gradients> => {
    const parameters = parametersFrom(inputs.parameters);
    const { dx, ...computed } = await kernels.call(tokens, { ...inputs, parameters }, dy);
    return {
      tokens: options.pipeline ? dx : likeTokens(dx, kernels.shape),
      parameters: gradientsByName(Object.keys(parameters), computed),
    } as Gradients;
  };
  return withKernels(gradient, kernels);
}
