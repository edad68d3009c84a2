import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';

let registered = false;

/** Points the wasm backend at the files this page serves; by itself it looks for them beside its script. */
export function registerWasm(): void {
  if (registered) return;
  registered = true;
  // One thread: these networks are so small that starting threads costs more than it saves, and the pages of many
  // hosts are not cross-origin isolated, where threads do not exist.
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
