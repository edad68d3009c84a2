import type { Env } from 'onnxruntime-common';
import script from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';

/** Tells onnxruntime-web where the bundler put its files. This is a separate file, since Node cannot load `?url`. */
export function registerOnnxFiles(env: Env): void {
  env.wasm.wasmPaths = { mjs: absolute(script), wasm: absolute(wasm) };
}

function absolute(url: string): string {
  return new URL(url, document.baseURI).href;
}
