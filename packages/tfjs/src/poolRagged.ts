import {
  checkOffsets,
  type PoolingSpec,
  type PoolingSpecInput,
  parseSpec,
  poolRagged as poolRaggedWith,
  raggedPoolGradient,
  raggedPoolingWeights as weightsWith,
} from '@ggem/core';
import * as tf from '@tensorflow/tfjs';
import { checkFitting, each } from './checkInputs.ts';
import { type Differentiable, differentiable } from './differentiable.ts';
import { prepare, type ReadOptions } from './pool.ts';
import { raggedOps } from './raggedOps.ts';

/** What ragged pooling takes besides tokens and spec; mask and weights are `[total]`. */
export type RaggedOptions = Omit<ReadOptions, 'layout'>;

/**
 * Pools images of different lengths, each as if it were alone: `[total, channels]` to `[batch, channels]`.
 *
 * Image `b` has the tokens from `offsets[b]` up to `offsets[b + 1]`; mask and weights are `[total]`, and prefix tokens
 * count in each image. Differentiable as `pool`. An image in which nothing is kept, or without tokens, gives zeros.
 */
export function poolRagged(
  tokens: tf.Tensor,
  offsets: readonly number[],
  spec: PoolingSpecInput | PoolingSpec,
  options: RaggedOptions = {},
): tf.Tensor2D {
  return tf.tidy(() => {
    const { parsed, inputs, constants, names, read } = prepareRagged(tokens, offsets, spec, options);
    const pooling: Differentiable = {
      value: (given) => tf.squeeze(poolRaggedWith(raggedOps, parsed, read(given)), [1]),
      gradient: (given, dy) => {
        const gradient = raggedPoolGradient(raggedOps, parsed, read(given), tf.expandDims(dy, 1));
        return [gradient.tokens, ...names.map((name) => gradient.parameters[name]!)];
      },
    };
    return differentiable(inputs, pooling, constants) as tf.Tensor2D;
  });
}

/** Where each image is looked at: weights `[total, channels]` that sum to 1 over the kept tokens of each image. */
export function raggedPoolingWeights(
  tokens: tf.Tensor,
  offsets: readonly number[],
  spec: PoolingSpecInput | PoolingSpec,
  options: RaggedOptions = {},
): tf.Tensor2D {
  return tf.tidy(() => {
    const { parsed, inputs, constants, read } = prepareRagged(tokens, offsets, spec, options);
    return tf.squeeze(weightsWith(raggedOps, parsed, read([...inputs, ...constants])), [0]) as tf.Tensor2D;
  });
}

function prepareRagged(
  tokens: tf.Tensor,
  offsets: readonly number[],
  spec: PoolingSpecInput | PoolingSpec,
  { mask, weights, parameters }: RaggedOptions,
) {
  const parsed = parseSpec(spec);
  checkOffsets(parsed, offsets, {
    tokens: tokens.shape,
    mask: mask?.shape,
    weights: weights?.shape,
    parameters: each(parameters ?? {}, ({ shape }) => shape),
  });
  const asOneImage = (t: tf.Tensor | undefined) => t && tf.expandDims(t, 0);
  const options = { mask: asOneImage(mask), weights: asOneImage(weights), parameters };
  const prepared = prepare(parsed, tf.expandDims(tokens, 0), options, checkFitting);
  const read = (given: tf.Tensor[]) => ({ ...prepared.read(given), offsets });
  return { ...prepared, parsed, read };
}
