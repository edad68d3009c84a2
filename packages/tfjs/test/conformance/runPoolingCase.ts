import {
  layoutShape,
  type PoolInput,
  type PoolingProperty,
  type PoolOutput,
  trainableNames,
} from '@ggem/conformance';
import { parametersOf } from '@ggem/core';
import * as tf from '@tensorflow/tfjs';
import { pool, poolingWeights, poolRagged, type ReadOptions, raggedPoolingWeights } from '../../src/index.ts';
import { readBack } from './readBack.ts';

/** A pooling with its gradients, through the functions that users call; trainable parameters come in as tensors. */
export async function runPoolingCase(
  input: PoolInput,
  wanted: ReadonlySet<PoolingProperty>,
): Promise<PoolOutput> {
  const { spec, shape, dataFormat, x, dy, mask, tokenWeights, parameters } = input;
  const call = functionsFor(input);
  const trained = trainableNames(input);
  const fixed = Object.keys(parameters).filter((name) => !trained.includes(name));
  const shapes = new Map(parametersOf(spec, shape[2]).map((parameter) => [parameter.name, parameter.shape]));
  return readBack((): Computed => {
    const perToken = (values: Float32Array | undefined) => values && tf.tensor(values, [...call.perToken]);
    const given = { dataFormat, mask: perToken(mask), tokenWeights: perToken(tokenWeights) };
    const tensorOf = (name: string) => tf.tensor(parameters[name]!, [...shapes.get(name)!]);
    const live = trained.map(tensorOf);
    const constant = fixed.map((name) => [name, tensorOf(name)] as const);
    const options = (tensors: readonly tf.Tensor[]) => ({
      ...given,
      parameters: Object.fromEntries([...constant, ...trained.map((name, i) => [name, tensors[i]] as const)]),
    });
    const inputs = [tf.tensor(x, [...call.shape]), ...live];
    const { value, grads } = tf.valueAndGrads((tensor, ...rest) => call.pool(tensor!, options(rest)))(
      inputs,
      tf.tensor(dy, [call.images, dy.length / call.images]),
    );
    const [dx, ...byParameter] = grads;
    const dp = tf.concat(byParameter.length > 0 ? byParameter.map((one) => tf.reshape(one, [-1])) : [[]]);
    const w = wanted.has('w') && { w: call.weights(inputs[0]!, options(live)) };
    return { y: value, dx: dx!, dp, ...w };
  });
}

/** What a user calls for such a batch, and the shapes in which it takes tokens, and masks and weights. */
function functionsFor(input: PoolInput) {
  const { spec, shape, image, offsets } = input;
  const [batch, tokens, channels] = shape;
  if (offsets !== undefined) {
    return {
      images: offsets.length - 1,
      shape: [tokens, channels],
      perToken: [tokens],
      pool: (x: tf.Tensor, options: ReadOptions) => poolRagged(x, offsets, spec, options),
      weights: (x: tf.Tensor, options: ReadOptions) => raggedPoolingWeights(x, offsets, spec, options),
    };
  }
  return {
    images: batch,
    shape: layoutShape(input),
    perToken: [batch, ...(image ?? [tokens])],
    pool: (x: tf.Tensor, options: ReadOptions) => pool(x, spec, options),
    weights: (x: tf.Tensor, options: ReadOptions) => poolingWeights(x, spec, options),
  };
}

interface Computed {
  readonly y: tf.Tensor;
  readonly dx: tf.Tensor;
  readonly dp: tf.Tensor;
  readonly w?: tf.Tensor;
}
