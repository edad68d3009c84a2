import type { InferenceSession } from 'onnxruntime-common';
import type { Runtime } from './sessionCache.ts';

/** onnxruntime-web on WebAssembly, on one thread. */
export async function openBrowserWasm(): Promise<Runtime> {
  const ort = await import('onnxruntime-web/wasm');
  const { default: wasm } = await import('onnxruntime-web/ort-wasm-simd-threaded.wasm?url');
  ort.env.wasm.wasmPaths = { wasm: new URL(wasm, document.baseURI).href };
  ort.env.wasm.numThreads = 1;
  const create = (model: Uint8Array) =>
    ort.InferenceSession.create(model, { executionProviders: ['wasm'], logSeverityLevel: 3 });
  return { create, answers: () => 'wasm', about: { 'onnxruntime-web': ort.env.versions.web! } };
}

/** onnxruntime-web on WebGPU. */
export async function openWebgpu(): Promise<Runtime> {
  const ort = await import('onnxruntime-web/webgpu');
  const { default: wasm } = await import('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url');
  ort.env.wasm.wasmPaths = { wasm: new URL(wasm, document.baseURI).href };
  ort.env.wasm.numThreads = 1;
  const _kernels = new Set<string>();
  const create = (model: Uint8Array): Promise<InferenceSession> =>
    ort.InferenceSession.create(model, {
      executionProviders: ['webgpu'],
      extra: { session: { disable_cpu_ep_fallback: '1' } },
      logSeverityLevel: 3,
    });
  return {
    create,
    answers: () => 'webgpu',
    about: { 'onnxruntime-web': ort.env.versions.web! },
  };
}
