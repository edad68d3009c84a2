import * as tf from '@tensorflow/tfjs';

// All that needs tfjs. The page loads it after it is drawn.
export { BACKENDS, runningBackend } from './backends.ts';
export { openSession } from './openSession.ts';

/** The memory that tfjs holds now: the weights, and the tokens of one drawing. */
export function held(): { readonly tensors: number; readonly bytes: number } {
  const { numTensors, numBytes } = tf.memory();
  return { tensors: numTensors, bytes: numBytes };
}
