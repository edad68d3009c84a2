import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';

const inBrowser = typeof window !== 'undefined';

/** Every backend that a machine without a graphics card has: WebGL and WebGPU run in software. */
export const devices: readonly string[] = inBrowser ? ['cpu', 'wasm', 'webgl', 'webgpu'] : ['cpu', 'wasm'];

/** Starts a backend, and makes sure that it is the one that runs. */
export async function start(device: string): Promise<void> {
  if (inBrowser) {
    setWasmPaths({
      'tfjs-backend-wasm.wasm': plain,
      'tfjs-backend-wasm-simd.wasm': simd,
      'tfjs-backend-wasm-threaded-simd.wasm': threaded,
    });
    await import('@tensorflow/tfjs-backend-webgpu');
  }
  await tf.setBackend(device);
  await tf.ready();
  if (tf.getBackend() !== device) throw new Error(`${device} was asked for, ${tf.getBackend()} answered.`);
}
