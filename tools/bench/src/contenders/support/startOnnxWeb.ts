import type { OnnxRuntime } from './runModel.ts';

/** Loads onnxruntime-web, on one thread. */
export async function startOnnxWeb(): Promise<OnnxRuntime> {
  const web = await import('onnxruntime-web');
  web.env.wasm.numThreads = 1;
  if (typeof window !== 'undefined') (await import('./onnxFiles.ts')).registerOnnxFiles(web.env);
  return web;
}
