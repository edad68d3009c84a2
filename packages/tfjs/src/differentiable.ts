import * as tf from '@tensorflow/tfjs';

/** A function of tensors and its vector-Jacobian product. Both get the inputs, then the constants, as one list. */
export interface Differentiable {
  readonly value: (given: tf.Tensor[]) => tf.Tensor;
  /** One gradient for each input, from the upstream gradient. In tfjs operations, it can be differentiated once more. */
  readonly gradient: (given: tf.Tensor[], dy: tf.Tensor) => tf.Tensor[];
}

/**
 * Applies a function with a gradient of its own. tfjs keeps only inputs and constants for the backward pass: a tensor that
 * a closure holds instead is disposed by then.
 */
export function differentiable(
  inputs: tf.Tensor[],
  { value, gradient }: Differentiable,
  constants: tf.Tensor[] = [],
): tf.Tensor {
  const op = tf.customGrad((...given) => {
    // tfjs passes the save function after the inputs.
    const save = given[inputs.length] as tf.GradSaveFunc;
    const tensors = [...(given.slice(0, inputs.length) as tf.Tensor[]), ...constants];
    save(tensors);
    return { value: value(tensors), gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => gradient(saved, dy) };
  });
  return op(...inputs);
}
