import * as tf from '@tensorflow/tfjs';

/** From this many tokens on, wasm sums them in blocks. */
const manyTokens = 1024;
const block = 32;

/**
 * Sum over tokens, `[batch, n, channels]` to `[batch, 1, channels]`.
 *
 * wasm adds one token after the other to a float32. Where many are alike, every rounding goes the same way, so that the
 * error grows with their number. Sums of blocks keep it small; the kernels of GPUs already work so.
 */
export function sumTokens(x: tf.Tensor): tf.Tensor {
  const [batch, tokens, channels] = x.shape as [number, number, number];
  if (tokens < manyTokens || tf.getBackend() !== 'wasm') return tf.sum(x, 1, true);
  const blocks = Math.floor(tokens / block);
  const whole = tf.slice(x, [0, 0, 0], [-1, blocks * block, -1]);
  const partial = tf.sum(tf.reshape(whole, [batch * blocks, block, channels]), 1);
  const sum = tf.sum(tf.reshape(partial, [batch, blocks, channels]), 1, true);
  if (blocks * block === tokens) return sum;
  return tf.add(sum, tf.sum(tf.slice(x, [0, blocks * block, 0], [-1, -1, -1]), 1, true));
}

/**
 * Largest over tokens, NaN if any is NaN, `[batch, n, channels]` to `[batch, 1, channels]`.
 *
 * WebGL's reduction starts at -1e20 rather than -∞ (https://github.com/tensorflow/tfjs-core/pull/1477). For values below
 * that, the maximum is also taken at 2^-64 of their size: a power of two changes no digit, and scaling back overflows to
 * -∞ where that belongs.
 */
export function maxTokens(x: tf.Tensor): tf.Tensor {
  const max = tf.max(x, 1, true);
  if (tf.getBackend() !== 'webgl') return max;
  const small = tf.max(tf.mul(x, 2 ** -64), 1, true);
  return tf.where(tf.less(max, -1e19), tf.mul(small, 2 ** 64), max);
}
