import type * as Ort from 'onnxruntime-common';
import type { Runtime } from './sessionCache.ts';
import { webRuntime } from './webRuntime.ts';

export async function openBrowserWasm(): Promise<Runtime> {
  const ort = await import('onnxruntime-web/wasm');
  const { default: file } = await import('onnxruntime-web/ort-wasm-simd-threaded.wasm?url');
  useFile(ort, file);
  return webRuntime(ort, 'wasm');
}

export async function openWebgpu(): Promise<Runtime> {
  const ort = await import('onnxruntime-web/webgpu');
  const { default: file } = await import('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url');
  useFile(ort, file);
  return webRuntime(ort, 'webgpu', async () => ({ 'graphics card': await graphicsCard(ort) }));
}

/** Where the bundler put the WebAssembly file. */
function useFile({ env }: typeof Ort, file: string): void {
  env.wasm.wasmPaths = { wasm: new URL(file, document.baseURI).href };
}

async function graphicsCard({ env }: typeof Ort): Promise<string> {
  const { vendor, architecture, device, description } = (await env.webgpu.device).adapterInfo;
  return [vendor, architecture, device, description].filter(Boolean).join(', ') || 'not named';
}
