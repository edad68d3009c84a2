import type { PoolGradient, PoolingSpec } from '@ggem/core/bare';
import type * as tf from '@tensorflow/tfjs';
import type { Differentiable } from './differentiable.ts';
import { isRecording, type KernelInputs, poolByKernel, poolGradientByKernel } from './fastKernels.ts';

/** The ways to compute a pooling. All get the list of tensors that `prepare` makes. */
export interface Ways {
  /** What a kernel of the backend takes, where it has one. */
  readonly kernelInputs: ((given: tf.Tensor[]) => KernelInputs) | undefined;
  /** By tfjs's own operations, `[batch, channels]`. */
  readonly value: (given: tf.Tensor[]) => tf.Tensor;
  readonly gradient: (given: tf.Tensor[], dy: tf.Tensor) => PoolGradient<tf.Tensor>;
}

/** A pooling by a kernel where there is one, else by tfjs's own operations; gradients of gradients by those alone. */
export function fastPooling(
  spec: PoolingSpec,
  names: readonly string[],
  { kernelInputs, value, gradient }: Ways,
): Differentiable {
  return {
    value: (given) => (kernelInputs ? poolByKernel(spec, kernelInputs(given)) : value(given)),
    gradient: (given, dy) => {
      const { tokens, parameters } =
        kernelInputs && !isRecording()
          ? poolGradientByKernel(spec, kernelInputs(given), dy)
          : gradient(given, dy);
      return [tokens, ...names.map((name) => parameters[name]!)];
    },
  };
}
