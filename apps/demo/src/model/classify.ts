import * as tf from '@tensorflow/tfjs';
import { type Parameters, parameter } from './parameters.ts';

/** The linear classifier behind every head: `pooled · weight + bias`. */
export function classify(parameters: Parameters, pooled: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() =>
    tf.matMul(pooled, parameter<tf.Tensor2D>(parameters, 'weight')).add(parameter(parameters, 'bias')),
  );
}
