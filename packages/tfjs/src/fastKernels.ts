import type { PoolGradient, PoolInputs, PoolingSpec, Sides } from '@ggem/core/bare';
import * as tf from '@tensorflow/tfjs';

/**
 * Kernels that a backend may have for whole poolings, by their names in the registry of tfjs. Where they are registered
 * for the current backend `pool` runs them; `@ggem/tfjs/simd` registers them for wasm and cpu, `@ggem/tfjs/gpu` for webgl and
 * webgpu.
 *
 * `GgemPool` gives the pooled value, `GgemPoolGradient` the gradient of the tokens, then of each parameter.
 */
export const poolKernel = 'GgemPool';
export const poolGradientKernel = 'GgemPoolGradient';

/**
 * Attributes of both kernels. Their inputs are float32: `tokens` `[batch, n, channels]`, `mask` and `tokenWeights`
 * `[batch, n, 1]`, parameters by name with three axes as `seamShape` says, `dy` `[batch, channels]`. Of a ragged batch, tokens
 * are `[1, total, channels]`, mask and weights `[1, total, 1]`.
 */
export interface PoolAttributes {
  readonly spec: PoolingSpec;
  /** Which inputs are parameters, in order. */
  readonly parameters: readonly string[];
  /** How the tokens after the prefix lie, for poolings over regions. */
  readonly grid?: Sides | undefined;
  /** Whether the tokens are `[batch, channels, n]`, only where a kernel takes that. */
  readonly channelsFirst?: boolean | undefined;
  /** Where the images of a ragged batch begin and end, only where a kernel takes that. */
  readonly offsets?: readonly number[] | undefined;
}

/** A kernel that says which poolings it has, of which input. */
export interface FastKernelConfig extends tf.KernelConfig {
  readonly supports: (spec: PoolingSpec) => boolean;
  readonly takesChannelsFirst?: boolean;
  readonly takesRagged?: boolean;
}

/** What such kernels compute: inputs as the kernel takes them. */
export interface KernelInputs
  extends PoolInputs<tf.Tensor>,
    Pick<PoolAttributes, 'channelsFirst' | 'offsets'> {}

/** The kernel for this pooling, if the current backend has one. */
export function fastKernel(spec: PoolingSpec): FastKernelConfig | undefined {
  const kernel = tf.getKernel(poolKernel, tf.getBackend()) as FastKernelConfig | undefined;
  return kernel?.supports(spec) ? kernel : undefined;
}

/** The pooled value, `[batch, channels]`. */
export function poolByKernel(spec: PoolingSpec, inputs: KernelInputs): tf.Tensor {
  return run(poolKernel, spec, inputs)[0]!;
}

/**
 * Whether a tape records what is computed now. Inside of a gradient that means that the gradient will be differentiated,
 * which the kernels cannot do.
 */
export function isRecording(): boolean {
  return tf.engine().state.gradientDepth > 0;
}

/** The gradients, those of the tokens as these lie; not differentiable. `dy` is `[batch, channels]`. */
export function poolGradientByKernel(
  spec: PoolingSpec,
  inputs: KernelInputs,
  dy: tf.Tensor,
): PoolGradient<tf.Tensor> {
  const [tokens, ...rest] = run(poolGradientKernel, spec, inputs, dy);
  const names = Object.keys(inputs.parameters ?? {});
  return { tokens: tokens!, parameters: Object.fromEntries(names.map((name, i) => [name, rest[i]!])) };
}

function run(
  kernel: string,
  spec: PoolingSpec,
  { tokens, mask, tokenWeights, parameters = {}, grid, channelsFirst, offsets }: KernelInputs,
  dy?: tf.Tensor,
): tf.Tensor[] {
  const live = Object.entries(parameters).flatMap(([name, parameter]) =>
    parameter === undefined ? [] : [[name, parameter.tensor] as const],
  );
  const inputs: tf.NamedTensorMap = {
    tokens,
    ...Object.fromEntries(live),
    ...(mask && { mask }),
    ...(tokenWeights && { tokenWeights }),
    ...(dy && { dy }),
  };
  const attributes: PoolAttributes = {
    spec,
    parameters: live.map(([name]) => name),
    grid,
    channelsFirst,
    offsets,
  };
  const results = tf.engine().runKernel(kernel, inputs, attributes as unknown as tf.NamedAttrMap);
  return Array.isArray(results) ? results : [results as tf.Tensor];
}
