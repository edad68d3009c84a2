import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';

let registered = false;

/** Tells the wasm backend the addresses of its files; by default it looks for them beside its script. */
export function registerWasm(): void {
  if (registered) return;
  registered = true;
  // One thread: for networks as small as these, starting threads takes more time than it saves; and many web hosts serve
  // pages without cross-origin isolation, on which there are no threads.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': resolve(plain),
    'tfjs-backend-wasm-simd.wasm': resolve(simd),
    'tfjs-backend-wasm-threaded-simd.wasm': resolve(simd),
  });
}

function resolve(file: string): string {
  return new URL(file, document.baseURI).href;
}
