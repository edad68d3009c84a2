import * as tf from '@tensorflow/tfjs';
import type { Differentiable } from './differentiable.ts';

/**
 * A pooling without tokens: zeros, with zero gradients. No operation runs, since backends differ on axes of length 0, and
 * wasm traps.
 */
export function emptyPooling(
  pooled: readonly [images: number, channels: number],
  inputs: number,
): Differentiable {
  return {
    value: () => tf.zeros([...pooled]),
    gradient: (given) => given.slice(0, inputs).map(({ shape }) => tf.zeros(shape)),
  };
}
