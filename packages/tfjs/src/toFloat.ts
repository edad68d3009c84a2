import * as tf from '@tensorflow/tfjs';

/** A tensor in float32. On wasm `tf.cast` copies all of it even where nothing changes. */
export function toFloat(tensor: tf.Tensor): tf.Tensor {
  return tensor.dtype === 'float32' ? tensor : tf.cast(tensor, 'float32');
}
