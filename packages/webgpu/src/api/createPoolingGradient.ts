import { type PoolingSpecInput, parseSpec } from '@ggem/core';
import { gradientsByName } from '@ggem/kernels';
import type { PoolingInput } from '../input/poolingInput.ts';
import type { PoolingInputs } from '../input/readInputs.ts';
import { withStartValues } from '../input/readParameters.ts';
import type { Kernels } from '../runtime/kernelSets.ts';
import { type PoolingOptions, poolingKernels, type Results, withKernels } from './poolingKernels.ts';
import type { ResultOf } from './resultOf.ts';

/** The gradients of a pooling. */
export interface PoolingGradients<V = GPUBuffer> {
  /** Shaped like the tokens, in float32; 0 at prefix and dropped tokens. */
  readonly tokens: V;
  /** By name, shaped like the parameters; for those that train or were given. */
  readonly parameters: Readonly<Record<string, V>>;
}

/** The gradient of a pooling on WebGPU. */
export interface PoolingGradient<G = PoolingGradients> extends Kernels {
  /** `dy`, shaped like what was pooled: the gradient of a loss with respect to it. */
  (tokens: PoolingInput, dy: PoolingInput, inputs?: PoolingInputs): Promise<G>;
}

/**
 * Gradient of `Σ dy · pooling(tokens)` with respect to tokens and trainable parameters, `∂y/∂x_i = w_i y / x_i` for power
 * means. What is pooled is computed once for each channel, by kernels before the one that gives the gradient for tokens.
 *
 * Parameters that train have the values of the spec unless the call gives them. Tokens and `dy` come as `createPooling`
 * takes them. Throws as `createPooling` does.
 *
 * ```ts
 * const gradient = createPoolingGradient(device, { type: 'gem' }, { tokens: 196, channels: 768 });
 * const { tokens: dx, parameters: { p: dp } } = await gradient(tokens, dy, { batch: 8 });
 * ```
 */
export function createPoolingGradient<ReadBack extends boolean = false>(
  device: GPUDevice,
  spec: PoolingSpecInput,
  options: PoolingOptions<ReadBack>,
): PoolingGradient<PoolingGradients<ResultOf<ReadBack>>> {
  type Gradients = PoolingGradients<ResultOf<ReadBack>>;
  const parsed = parseSpec(spec);
  const kernels = poolingKernels(device, parsed, options, 'gradient');
  const parametersFrom = withStartValues(parsed, options.channels);
  const gradient = async (
    tokens: PoolingInput,
    dy: PoolingInput,
    inputs: PoolingInputs = {},
  ): Promise<Gradients> => {
    const parameters = parametersFrom(inputs.parameters);
    const results = await kernels.call(tokens, { ...inputs, parameters }, dy);
    return gradientsOf(Object.keys(parameters), results) as Gradients;
  };
  return withKernels(gradient, kernels);
}

/** Names the results of kernels as callers do. */
export function gradientsOf(
  parameters: readonly string[],
  results: Results,
): PoolingGradients<GPUBuffer | Float32Array> {
  return { tokens: results.dx!, parameters: gradientsByName(parameters, results) };
}
