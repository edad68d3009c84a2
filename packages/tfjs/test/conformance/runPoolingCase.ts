import { type PoolInput, type PoolingProperty, type PoolOutput, trainableNames } from '@ggem/conformance';
import { parametersOf } from '@ggem/core';
import * as tf from '@tensorflow/tfjs';
import { pool, poolingWeights } from '../../src/index.ts';
import { readBack } from './readBack.ts';

/** A pooling with its gradients, through the functions that users call; trainable parameters come in as tensors. */
export async function runPoolingCase(
  input: PoolInput,
  wanted: ReadonlySet<PoolingProperty>,
): Promise<PoolOutput> {
  const { spec, shape, x, dy, mask, weights, parameters } = input;
  const [batch, tokens, channels] = shape;
  const trained = trainableNames(input);
  const fixed = Object.keys(parameters).filter((name) => !trained.includes(name));
  const shapes = new Map(parametersOf(spec, channels).map((parameter) => [parameter.name, parameter.shape]));
  return readBack((): Computed => {
    const perToken = (values: Float32Array | undefined) => values && tf.tensor(values, [batch, tokens]);
    const given = { mask: perToken(mask), weights: perToken(weights) };
    const tensorOf = (name: string) => tf.tensor(parameters[name]!, [...shapes.get(name)!]);
    const live = trained.map(tensorOf);
    const constant = fixed.map((name) => [name, tensorOf(name)] as const);
    const options = (tensors: readonly tf.Tensor[]) => ({
      ...given,
      parameters: Object.fromEntries([...constant, ...trained.map((name, i) => [name, tensors[i]] as const)]),
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
