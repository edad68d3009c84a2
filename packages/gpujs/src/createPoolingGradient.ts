import { type PoolingSpec, type PoolingSpecInput, parametersOf, parseSpec, poolGradient } from '@ggem/core';
import type { GPU } from 'gpu.js';
import { argumentName } from './argumentName.ts';
import { type Matrix, withKernels } from './createPooling.ts';
import type { GpuTexture, KernelInput } from './kernelInput.ts';
import { parameterAxes, type Task } from './planPooling.ts';
import { type Kernels, type PoolingOptions, poolingKernels } from './poolingKernels.ts';
import type { PoolingInputs } from './readInputs.ts';

/** Gradients of a pooling. */
export interface PoolingGradients<X = readonly Matrix[], P = Float32Array | Matrix> {
  /** `[batch, tokens, channels]`; 0 at prefix and dropped tokens. */
  readonly tokens: X;
  /** By name, shaped like the parameters; for those that train or were given. */
  readonly parameters: Readonly<Record<string, P>>;
}

/** The gradient of a pooling on gpu.js. */
export interface PoolingGradient<G = PoolingGradients> extends Kernels {
  /** `dy` `[batch, channels]`: the gradient of a loss with respect to what was pooled. */
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
  spec: PoolingSpecInput | PoolingSpec,
  options: PoolingOptions & { readonly pipeline: true },
): PoolingGradient<PoolingGradients<GpuTexture, GpuTexture>>;
export function createPoolingGradient(
  gpu: GPU,
  spec: PoolingSpecInput | PoolingSpec,
  options: PoolingOptions,
): PoolingGradient;
export function createPoolingGradient(
  gpu: GPU,
  given: PoolingSpecInput | PoolingSpec,
  options: PoolingOptions,
): PoolingGradient<unknown> {
  const spec = parseSpec(given);
  const kernels = poolingKernels(gpu, spec, options, gradients);
  const starts = Object.fromEntries(
    parametersOf(spec, options.channels)
      .filter(({ trainable, required }) => trainable && !required)
      .map(({ name, shape, start }) => [name, shaped(start, shape)]),
  );
  const gradient = async (
    tokens: KernelInput,
    dy: KernelInput,
    inputs: PoolingInputs = {},
  ): Promise<unknown> => {
    const parameters = { ...starts, ...defined(inputs.parameters ?? {}) };
    const computed = await kernels.call(tokens, { ...inputs, parameters }, dy);
    const byParameter = Object.keys(parameters).map((name) => [name, computed[gradientName(name)]] as const);
    return { tokens: computed.dx, parameters: Object.fromEntries(byParameter) };
  };
  return withKernels(gradient, kernels);
}

const gradients: Task = (recorder, spec, inputs, dy) => {
  const { tokens, parameters } = poolGradient(recorder, spec, inputs, dy);
  const shapes = new Map(parametersOf(spec, inputs.channels).map((parameter) => [parameter.name, parameter]));
  return [
    { name: 'dx', x: tokens, axes: ['batch', 'tokens', 'channels'] },
    ...Object.entries(parameters).map(([name, x]) => ({
      name: gradientName(name),
      x,
      axes: parameterAxes(shapes.get(name)!),
    })),
  ];
};

function gradientName(parameter: string): string {
  return `d${argumentName(parameter)}`;
}

function shaped(values: readonly number[], shape: readonly number[]): KernelInput {
  const flat = Float32Array.from(values);
  if (shape.length === 1) return flat;
  const [rows, width] = shape as readonly [number, number];
  return Array.from({ length: rows }, (_, i) => flat.subarray(i * width, (i + 1) * width));
}

function defined<V>(given: Readonly<Record<string, V | undefined>>): Record<string, V> {
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, V] => entry[1] !== undefined),
  );
}
