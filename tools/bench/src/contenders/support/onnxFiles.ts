import type { Env } from 'onnxruntime-common';
import script from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';

/** Tells onnxruntime-web where its bundler put its files; a file of its own, since `?url` means nothing to Node. */
export function registerOnnxFiles(env: Env): void {
  env.wasm.wasmPaths = { mjs: absolute(script), wasm: absolute(wasm) };
}

function absolute(url: string): string {
  return new URL(url, document.baseURI).href;
}
