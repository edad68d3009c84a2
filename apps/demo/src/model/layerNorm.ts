import type * as tf from '@tensorflow/tfjs';

const EPSILON = 1e-5;

/** `y = (x - mean) / sqrt(variance + 1e-5) · scale + shift` over the last axis of x `[rows, channels]`. */
export function layerNorm(x: tf.Tensor2D, scale: tf.Tensor1D, shift: tf.Tensor1D): tf.Tensor2D {
  const centred = x.sub(x.mean(-1, true));
  const inverse = centred.square().mean(-1, true).add(EPSILON).rsqrt();
  return centred.mul(inverse).mul(scale).add(shift);
}
