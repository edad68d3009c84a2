import { type PRange, rangeGradient, toRange } from '@ggem/core';
import * as tf from '@tensorflow/tfjs';
import { differentiable } from './differentiable.ts';
import { tfjsOps } from './tfjsOps.ts';

/**
 * The exponents `p` that a trained variable stands for, so that any value of it lies in the range: softplus for one
 * end, a sigmoid for two. Any shape in, the same out; twice differentiable.
 */
export function exponentInRange(raw: tf.Tensor, range: PRange): tf.Tensor {
  return tf.reshape(bounded(tf.reshape(raw, [1, 1, -1]), range), raw.shape);
}

function bounded(raw: tf.Tensor, range: PRange): tf.Tensor {
  return differentiable([raw], {
    value: ([given]) => toRange(tfjsOps, range, given!),
    // Called again rather than saved: a saved result would be a constant to the second derivative.
    gradient: ([given], dp) => [rangeGradient(tfjsOps, range, bounded(given!, range), dp)],
  });
}
