import type { PoolInput, PoolingProperty, PoolOutput } from '@ggem/conformance';
import { parametersOf } from '@ggem/core';
import * as tf from '@tensorflow/tfjs';
import { pool, poolingWeights } from '../../src/index.ts';
import { readBack } from './readBack.ts';

/** A pooling with its gradients, through the functions that users call; trainable parameters come in as tensors. */
export async function runPoolingCase(
  { spec, shape, x, dy, mask, weights, parameters }: PoolInput,
  wanted: ReadonlySet<PoolingProperty>,
): Promise<PoolOutput> {
  const [batch, tokens, channels] = shape;
  const names = Object.keys(parameters);
  const shapes = new Map(parametersOf(spec, channels).map((parameter) => [parameter.name, parameter.shape]));
  return readBack((): Computed => {
    const perToken = (values: Float32Array | undefined) => values && tf.tensor(values, [batch, tokens]);
    const given = { mask: perToken(mask), weights: perToken(weights) };
    const live = names.map((name) => tf.tensor(parameters[name]!, [...shapes.get(name)!]));
    const options = (tensors: readonly tf.Tensor[]) => ({
      ...given,
      parameters: Object.fromEntries(names.map((name, i) => [name, tensors[i]])),
    });
    const inputs = [tf.tensor(x, [...shape]), ...live];
    const { value, grads } = tf.valueAndGrads((tensor, ...rest) => pool(tensor!, spec, options(rest)))(
      inputs,
      tf.tensor(dy, [batch, dy.length / batch]),
    );
    const [dx, ...byParameter] = grads;
    const dp = tf.concat(byParameter.length > 0 ? byParameter.map((one) => tf.reshape(one, [-1])) : [[]]);
    const w = wanted.has('w') && { w: poolingWeights(inputs[0]!, spec, options(live)) };
    return { y: value, dx: dx!, dp, ...w };
  });
}

interface Computed {
  readonly y: tf.Tensor;
  readonly dx: tf.Tensor;
  readonly dp: tf.Tensor;
  readonly w?: tf.Tensor;
}
