import * as tf from '@tensorflow/tfjs';

// What the page loads after it is drawn: everything that needs tfjs.
export { BACKENDS, runningBackend } from './backends.ts';
export { openSession } from './openSession.ts';

/** What tfjs holds now: the weights, and the tokens of one drawing. */
export function held(): { readonly tensors: number; readonly bytes: number } {
  const { numTensors, numBytes } = tf.memory();
  return { tensors: numTensors, bytes: numBytes };
}
