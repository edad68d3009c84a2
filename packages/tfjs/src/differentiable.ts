import * as tf from '@tensorflow/tfjs';

/** A function of tensors and its vector-Jacobian product. */
export interface Differentiable {
  readonly value: (inputs: tf.Tensor[]) => tf.Tensor;
  /** One gradient an input, from the upstream gradient. Written with tfjs operations, it differentiates once more. */
  readonly gradient: (inputs: tf.Tensor[], dy: tf.Tensor) => tf.Tensor[];
}

/** Applies a function with a gradient of its own. Only its inputs are kept for the backward pass. */
export function differentiable(inputs: tf.Tensor[], { value, gradient }: Differentiable): tf.Tensor {
  const op = tf.customGrad((...given) => {
    // tfjs passes the save function after the inputs.
    const save = given[inputs.length] as tf.GradSaveFunc;
    const tensors = given.slice(0, inputs.length) as tf.Tensor[];
    save(tensors);
    return { value: value(tensors), gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => gradient(saved, dy) };
  });
  return op(...inputs);
}
