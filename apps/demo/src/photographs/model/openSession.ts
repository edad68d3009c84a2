import { GgemError } from '@ggem/core';
import type * as Ort from 'onnxruntime-common';
import type { ModelFiles } from './modelFiles.ts';

/** A session, what it runs on in words, and what came of trying it. */
export interface OpenSession<T = undefined> {
  readonly session: Ort.InferenceSession;
  readonly runsOn: string;
  readonly tried: T;
}

/**
 * Opens a model on WebGPU where there is a card that runs it, else on WebAssembly. `tryOut` runs it once: a card may open a model
 * and still not run it. What it refuses by a `GgemError` is the model's fault, on whatever device.
 */
export async function openSession<T>(
  { bytes, externalData }: ModelFiles,
  tryOut: (session: Ort.InferenceSession) => Promise<T>,
): Promise<OpenSession<T>> {
  let because = await withoutCard();
  if (because === undefined) {
    try {
      const session = await onWebgpu(bytes, externalData);
      return { session, runsOn: 'WebGPU', tried: await tried(session, tryOut) };
    } catch (error) {
      if (error instanceof GgemError) throw error;
      because = `WebGPU could not run this model: ${error instanceof Error ? error.message : error}`;
    }
  }
  const { session, threads } = await onWasm(bytes, externalData);
  const runsOn = `WebAssembly, ${threads === 1 ? 'one thread' : `${threads} threads`} (${because})`;
  return { session, runsOn, tried: await tried(session, tryOut) };
}

async function tried<T>(
  session: Ort.InferenceSession,
  tryOut: (session: Ort.InferenceSession) => Promise<T>,
): Promise<T> {
  try {
    return await tryOut(session);
  } catch (error) {
    await session.release();
    throw error;
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

async function onWebgpu(
  model: Uint8Array,
  externalData: ModelFiles['externalData'],
): Promise<Ort.InferenceSession> {
  const ort = await import('onnxruntime-web/webgpu');
  const { default: wasm } = await import('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url');
  const { default: mjs } = await import('onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url');
  prepare(ort.env, wasm, mjs);
  const options = { executionProviders: ['webgpu'], logSeverityLevel: 3, externalData } as const;
  return ort.InferenceSession.create(model, options);
}

/** Opens a model on WebAssembly. */
export async function onWasm(
  model: Uint8Array,
  externalData: ModelFiles['externalData'],
): Promise<{ readonly session: Ort.InferenceSession; readonly threads: number }> {
  const ort = await import('onnxruntime-web/wasm');
  const { default: wasm } = await import('onnxruntime-web/ort-wasm-simd-threaded.wasm?url');
  const { default: mjs } = await import('onnxruntime-web/ort-wasm-simd-threaded.mjs?url');
  prepare(ort.env, wasm, mjs);
  const options = { executionProviders: ['wasm'], logSeverityLevel: 3, externalData } as const;
  const session = await ort.InferenceSession.create(model, options);
  return { session, threads: ort.env.wasm.numThreads ?? 1 };
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
