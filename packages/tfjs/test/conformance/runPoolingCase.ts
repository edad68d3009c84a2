import type { PoolInput, PoolingProperty, PoolOutput } from '@ggem/conformance';
import { fixedExponents, isPowerMean, type PoolingSpec } from '@ggem/core';
import * as tf from '@tensorflow/tfjs';
import { pool, poolingWeights } from '../../src/index.ts';
import { readBack } from './readBack.ts';

/** A pooling with its gradients, through the functions that users call; a trainable `p` comes in as a tensor. */
export async function runPoolingCase(
  { spec, shape, x, dy, mask, weights }: PoolInput,
  wanted: ReadonlySet<PoolingProperty>,
): Promise<PoolOutput> {
  const [batch, tokens, channels] = shape;
  return readBack((): Computed => {
    const perToken = (values: Float32Array | undefined) => values && tf.tensor(values, [batch, tokens]);
    const given = { mask: perToken(mask), weights: perToken(weights) };
    const inputs = [tf.tensor(x, [...shape]), ...exponents(spec)];
    const { value, grads } = tf.valueAndGrads((tensor, p) => pool(tensor!, spec, { ...given, p }))(
      inputs,
      tf.tensor(dy, [batch, channels]),
    );
    const [dx, dp] = grads;
    const w = wanted.has('w') && { w: poolingWeights(inputs[0]!, spec, { ...given, p: inputs[1] }) };
    return { y: value, dx: dx!, ...(dp && { dp }), ...w };
  });
}

interface Computed {
  readonly y: tf.Tensor;
  readonly dx: tf.Tensor;
  readonly dp?: tf.Tensor;
  readonly w?: tf.Tensor;
}

function exponents(spec: PoolingSpec): tf.Tensor[] {
  return isPowerMean(spec) && spec.trainable ? [tf.tensor1d([...fixedExponents(spec)])] : [];
}
