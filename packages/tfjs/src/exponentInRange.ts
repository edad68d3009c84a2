import { type PRange, rangeGradient, toRange } from '@ggem/core/bare';
import * as tf from '@tensorflow/tfjs';
import { differentiable } from './differentiable.ts';
import { tfjsOps } from './tfjsOps.ts';

/**
 * The exponents `p` for a trained variable `raw`. Any `raw` gives a `p` in the range: by softplus where the range has one
 * end, by a sigmoid where it has two. Any shape in, the same out; twice differentiable.
 */
export function exponentInRange(raw: tf.Tensor, range: PRange): tf.Tensor {
  return tf.reshape(bounded(tf.reshape(raw, [1, 1, -1]), range), raw.shape);
}

function bounded(raw: tf.Tensor, range: PRange): tf.Tensor {
  return differentiable([raw], {
    value: ([given]) => toRange(tfjsOps, range, given!),
    // Computed again rather than saved: to the second derivative a saved result would be a constant.
    gradient: ([given], dp) => [rangeGradient(tfjsOps, range, bounded(given!, range), dp)],
  });
}
