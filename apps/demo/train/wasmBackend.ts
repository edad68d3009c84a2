import * as tf from '@tensorflow/tfjs';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';

/** Makes WebAssembly the backend, the fastest that tfjs has in Node without native code. */
export async function wasmBackend(): Promise<void> {
  setThreadsCount(1);
  if (!(await tf.setBackend('wasm'))) {
    throw new Error('tfjs: the wasm backend must start, but it did not. Install the dependencies again.');
  }
  await tf.ready();
}
