import { pool } from '@ggem/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { HeadDefinition } from './heads.ts';
import { type Parameters, parameter } from './parameters.ts';

/** Tokens `[batch, tokens, channels]` through one head, its own p included, to logits `[batch, classes]`. */
export function headLogits(head: HeadDefinition, parameters: Parameters, tokens: tf.Tensor3D): tf.Tensor2D {
  return tf.tidy(() => {
    const live = head.groups === undefined ? {} : { p: parameter<tf.Tensor1D>(parameters, 'p') };
    return classify(parameters, pool(tokens, head.spec, { parameters: live }));
  });
}

/** The linear classifier behind every head: `pooled · weight + bias`. */
export function classify(parameters: Parameters, pooled: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() =>
    tf.matMul(pooled, parameter<tf.Tensor2D>(parameters, 'weight')).add(parameter(parameters, 'bias')),
  );
}
