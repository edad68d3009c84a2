import {
  type PoolingSpec,
  type PoolingSpecInput,
  parseSpec,
  poolGradient,
  pool as poolWith,
  poolingWeights as weightsWith,
} from '@ggem/core';
import * as tf from '@tensorflow/tfjs';
import { checkInputs } from './checkInputs.ts';
import { differentiable } from './differentiable.ts';
import { tfjsOps } from './tfjsOps.ts';

/** What a pooling takes besides tokens and spec. */
export interface PoolOptions {
  /** `[batch, tokens]`, any dtype: 1 keeps a token, 0 drops it. */
  readonly mask?: tf.Tensor | undefined;
  /** `[batch, tokens]`: how much a token counts, at least 0. No gradient flows to it. */
  readonly weights?: tf.Tensor | undefined;
  /** `[groups]`: finite exponents in place of the spec's, differentiable. */
  readonly p?: tf.Tensor | undefined;
}

/**
 * Pools tokens: `[batch, tokens, channels]` to `[batch, channels]`, computed in float32.
 *
 * Differentiable with respect to tokens and `p`, twice; an image in which nothing is kept gives zeros. Throws a
 * `GgemError` for a wrong spec, shape or value.
 *
 * ```ts
 * const embedding = pool(tokens, { type: 'ggem', groups: 12, prefixTokens: 1 }); // [batch, 768]
 * ```
 */
export function pool(
  tokens: tf.Tensor,
  spec: PoolingSpecInput | PoolingSpec,
  options: PoolOptions = {},
): tf.Tensor2D {
  return tf.tidy(() => {
    const parsed = parseSpec(spec);
    const [x, p, read] = prepare(parsed, tokens, options);
    const inputs = p === undefined ? [x] : [x, p];
    const pooled = differentiable(inputs, {
      value: (given) => tf.squeeze(poolWith(tfjsOps, parsed, read(given)), [1]),
      gradient: (given, dy) => {
        const gradient = poolGradient(tfjsOps, parsed, read(given), tf.expandDims(dy, 1));
        return gradient.p === undefined ? [gradient.tokens] : [gradient.tokens, gradient.p];
      },
    });
    return pooled as tf.Tensor2D;
  });
}

/**
 * Where a pooling looks: weights `[batch, tokens, channels]` that sum to 1 over the kept tokens of each channel, 0 at
 * prefix and dropped tokens. For power means `w_i = q_i (x_i / y)^p`.
 */
export function poolingWeights(
  tokens: tf.Tensor,
  spec: PoolingSpecInput | PoolingSpec,
  options: PoolOptions = {},
): tf.Tensor3D {
  return tf.tidy(() => {
    const parsed = parseSpec(spec);
    const [x, p, read] = prepare(parsed, tokens, options);
    return weightsWith(tfjsOps, parsed, read(p === undefined ? [x] : [x, p])) as tf.Tensor3D;
  });
}

/** The tensors that carry gradients, and how a list of them becomes core's inputs. */
function prepare(spec: PoolingSpec, tokens: tf.Tensor, options: PoolOptions) {
  const values = checkInputs(spec, { tokens, ...options });
  const perToken = (t: tf.Tensor | undefined) => t && tf.expandDims(tf.cast(t, 'float32'), 2);
  const mask = perToken(options.mask);
  const weights = perToken(options.weights);
  const x = tf.cast(tokens, 'float32');
  const p = options.p && tf.reshape(tf.cast(options.p, 'float32'), [1, 1, -1]);
  const read = ([given, exponent]: tf.Tensor[]) => ({
    tokens: given!,
    channels: tokens.shape[2]!,
    mask,
    weights,
    p: exponent && { tensor: exponent, values },
  });
  return [x, p, read] as const;
}
