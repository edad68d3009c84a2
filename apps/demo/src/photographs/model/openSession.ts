import type * as Ort from 'onnxruntime-common';

/** A session, and what it runs on in words. */
export interface OpenSession {
  readonly session: Ort.InferenceSession;
  readonly runsOn: string;
}

/** Opens a model on WebGPU where there is a card that runs it, else on WebAssembly. */
export async function openSession(model: Uint8Array): Promise<OpenSession> {
  const missing = await withoutCard();
  if (missing !== undefined) return onWasm(model, missing);
  try {
    return { session: await onWebgpu(model), runsOn: 'WebGPU' };
  } catch (error) {
    return onWasm(
      model,
      `WebGPU could not run this model: ${error instanceof Error ? error.message : error}`,
    );
  }
}

interface Gpu {
  requestAdapter(): Promise<{ readonly info?: { readonly isFallbackAdapter?: boolean } } | null>;
}

/** Why there is no card to run on. One that is played by the processor is slower than WebAssembly. */
async function withoutCard(): Promise<string | undefined> {
  const { gpu } = navigator as Navigator & { readonly gpu?: Gpu };
  if (gpu === undefined) return 'this browser has no WebGPU';
  const adapter = await gpu.requestAdapter().catch(() => null);
  if (adapter === null) return 'no graphics card was found';
  return adapter.info?.isFallbackAdapter === true
    ? 'the graphics card is played by the processor'
    : undefined;
}

async function onWebgpu(model: Uint8Array): Promise<Ort.InferenceSession> {
  const ort = await import('onnxruntime-web/webgpu');
  const { default: wasm } = await import('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url');
  const { default: mjs } = await import('onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url');
  prepare(ort.env, wasm, mjs);
  return ort.InferenceSession.create(model, { executionProviders: ['webgpu'] });
}

/** Opens a model on WebAssembly; `because` says why not on a card. */
export async function onWasm(model: Uint8Array, because: string): Promise<OpenSession> {
  const ort = await import('onnxruntime-web/wasm');
  const { default: wasm } = await import('onnxruntime-web/ort-wasm-simd-threaded.wasm?url');
  const { default: mjs } = await import('onnxruntime-web/ort-wasm-simd-threaded.mjs?url');
  prepare(ort.env, wasm, mjs);
  const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
  const threads = ort.env.wasm.numThreads ?? 1;
  return {
    session,
    runsOn: `WebAssembly, ${threads === 1 ? 'one thread' : `${threads} threads`} (${because})`,
  };
}

/** Where the bundler put the files, and how many threads there are: more than one needs a page that is cross-origin isolated. */
function prepare(env: Ort.Env, wasm: string, mjs: string): void {
  env.wasm.wasmPaths = {
    wasm: new URL(wasm, self.location.href).href,
    mjs: new URL(mjs, self.location.href).href,
  };
  env.wasm.numThreads = self.crossOriginIsolated ? Math.min(4, navigator.hardwareConcurrency) : 1;
  env.logLevel = 'error';
}
