import * as tf from '@tensorflow/tfjs';
import type { LabelledVectors } from './nearest.ts';

const classes = 10;

/** The share of vectors that a linear head classifies correctly; it is trained on known vectors, standardized. */
export function linearAccuracy(known: LabelledVectors, asked: LabelledVectors): number {
  return tf.tidy(() => {
    const x = tf.tensor2d(known.vectors.map((vector) => [...vector]));
    const { mean, variance } = tf.moments(x, 0);
    const standard = (rows: tf.Tensor2D): tf.Tensor2D => rows.sub(mean).div(variance.sqrt().add(1e-6));
    const inputs = standard(x);
    const labels = tf.oneHot(tf.tensor1d([...known.labels], 'int32'), classes);
    const weights = tf.variable(tf.zeros([inputs.shape[1], classes]));
    const bias = tf.variable(tf.zeros([classes]));
    const logits = (rows: tf.Tensor2D): tf.Tensor2D => rows.matMul(weights).add(bias);
    const optimizer = tf.train.adam(1e-2);
    for (let step = 0; step < 300; step++) {
      optimizer.minimize(() => {
        const loss = tf.losses.softmaxCrossEntropy(labels, logits(inputs));
        return loss.add(weights.square().sum().mul(1e-3)) as tf.Scalar;
      });
    }
    const answers = logits(standard(tf.tensor2d(asked.vectors.map((vector) => [...vector]))));
    const right = answers
      .argMax(1)
      .equal(tf.tensor1d([...asked.labels], 'int32'))
      .mean()
      .dataSync()[0]!;
    tf.dispose([weights, bias]);
    return right;
  });
}
