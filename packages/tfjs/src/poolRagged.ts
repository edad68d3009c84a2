import {
  checkOffsets,
  checkOptions,
  outputChannels,
  type PoolingSpecInput,
  parseSpec,
  poolRagged as poolRaggedWith,
  raggedPoolGradient,
  tokenOptions,
  weightChannels,
  raggedPoolingWeights as weightsWith,
} from '@ggem/core/bare';
import * as tf from '@tensorflow/tfjs';
import { checkFitting, each } from './checkInputs.ts';
import { differentiable } from './differentiable.ts';
import { emptyPooling } from './emptyPooling.ts';
import { fastKernel } from './fastKernels.ts';
import { fastPooling } from './fastPooling.ts';
import { liveTensors, prepare, type ReadOptions } from './pool.ts';
import { raggedOps } from './raggedOps.ts';
import { type TensorInput, toTensor } from './toTensor.ts';

/** What ragged pooling takes besides tokens and spec; mask and token weights are `[total]`. */
export type RaggedOptions = Omit<ReadOptions, 'dataFormat'>;

/**
 * Pools images of different lengths, each as if it were alone: `[total, channels]` to `[batch, outputChannels]`.
 *
 * Image `b` has the tokens from `offsets[b]` up to `offsets[b + 1]`; mask and token weights are `[total]`, and prefix tokens
 * count in each image. Differentiable as `pool`. An image in which nothing is kept, or without tokens, gives zeros. Throws
 * as `pool` does, and for offsets that do not rise from 0 to the number of tokens.
 */
export function poolRagged(
  tokens: TensorInput,
  offsets: readonly number[],
  spec: PoolingSpecInput,
  options: RaggedOptions = {},
): tf.Tensor2D {
  return tf.tidy(() => {
    const { parsed, inputs, constants, names, read, laidOut } = prepareRagged(tokens, offsets, spec, options);
    const pooling = fastPooling(parsed, names, {
      kernelInputs: fastKernel(parsed)?.takesRagged ? read : undefined,
      value: (given) => tf.squeeze(poolRaggedWith(raggedOps, parsed, read(given)), [1]),
      gradient: (given, dy) => raggedPoolGradient(raggedOps, parsed, read(given), tf.expandDims(dy, 1)),
    });
    const [, total, channels] = laidOut;
    const pooled = [offsets.length - 1, outputChannels(parsed, channels)] as const;
    const isEmpty = total === 0 && emptyPooling(pooled, inputs.length);
    return differentiable(inputs, isEmpty || pooling, constants) as tf.Tensor2D;
  });
}

/**
 * Where each image is looked at: weights `[total, weightChannels]` that sum to 1 over the kept tokens of each image. Input
 * and errors are those of `poolRagged`.
 */
export function raggedPoolingWeights(
  tokens: TensorInput,
  offsets: readonly number[],
  spec: PoolingSpecInput,
  options: RaggedOptions = {},
): tf.Tensor2D {
  return tf.tidy(() => {
    const { parsed, inputs, constants, read, laidOut } = prepareRagged(tokens, offsets, spec, options);
    const [, total, channels] = laidOut;
    if (total === 0) return tf.zeros([0, weightChannels(parsed, channels)]);
    return tf.squeeze(weightsWith(raggedOps, parsed, read([...inputs, ...constants])), [0]) as tf.Tensor2D;
  });
}

function prepareRagged(
  tokens: TensorInput,
  offsets: readonly number[],
  spec: PoolingSpecInput,
  given: RaggedOptions,
) {
  const parsed = parseSpec(spec);
  checkOptions<RaggedOptions>(parsed.type, given, tokenOptions);
  const x = toTensor(parsed.type, 'tokens', tokens);
  const perToken = (name: 'mask' | 'tokenWeights') => {
    const input = given[name];
    return input === undefined ? undefined : toTensor(parsed.type, name, input);
  };
  const [mask, tokenWeights] = [perToken('mask'), perToken('tokenWeights')];
  const live = liveTensors(parsed, x.shape.at(-1)!, given.parameters ?? {});
  checkOffsets(parsed, offsets, {
    tokens: x.shape,
    mask: mask?.shape,
    tokenWeights: tokenWeights?.shape,
    parameters: each(live, ({ shape }) => shape),
  });
  const asOneImage = (t: tf.Tensor | undefined) => t && tf.expandDims(t, 0);
  const options = { mask: asOneImage(mask), tokenWeights: asOneImage(tokenWeights), parameters: live };
  const prepared = prepare(parsed, tf.expandDims(x, 0), options, checkFitting);
  const read = (given: tf.Tensor[]) => ({ ...prepared.read(given), offsets });
  return { ...prepared, parsed, read };
}
