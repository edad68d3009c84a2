import type * as Common from 'onnxruntime-common';

/** What both packages of onnxruntime export. */
export type OnnxRuntime = Pick<typeof Common, 'InferenceSession' | 'Tensor'>;

/** Loads a package of onnxruntime, on one thread. */
export async function startOnnxRuntime(adapter: string): Promise<OnnxRuntime> {
  if (adapter === 'onnxruntime-node') return await import('onnxruntime-node');
  const web = await import('onnxruntime-web');
  web.env.wasm.numThreads = 1;
  if (typeof window !== 'undefined') (await import('./onnxFiles.ts')).registerOnnxFiles(web.env);
  return web;
}
