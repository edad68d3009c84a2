import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threads from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import '@tensorflow/tfjs-backend-webgpu';
import { expect, test } from 'vitest';

setWasmPaths({
  'tfjs-backend-wasm.wasm': plain,
  'tfjs-backend-wasm-simd.wasm': simd,
  'tfjs-backend-wasm-threaded-simd.wasm': threads,
});

test('isolates the page from other origins', () => {
  expect(crossOriginIsolated).toBe(true);
});

test.each(['cpu', 'wasm', 'webgl', 'webgpu'])('multiplies two matrices on %s', async (device) => {
  expect(await tf.setBackend(device)).toBe(true);
  await tf.ready();
  // tfjs may take another backend without a word.
  expect(tf.getBackend()).toBe(device);
  const product = tf.matMul(
    tf.tensor2d([
      [1, 2],
      [3, 4],
    ]),
    tf.tensor2d([
      [5, 6],
      [7, 8],
    ]),
  );
  expect(await product.array()).toEqual([
    [19, 22],
    [43, 50],
  ]);
});

test('computes in float32 on webgl', async () => {
  await tf.setBackend('webgl');
  expect(tf.env().get('WEBGL_RENDER_FLOAT32_ENABLED')).toBe(true);
});
