import type * as Tf from '@tensorflow/tfjs';

const inBrowser = typeof window !== 'undefined';

/** Loads tfjs and starts a backend that keeps small tensors too; throws where it is missing. */
export async function startTfjs(device: string): Promise<typeof Tf> {
  const tf = await import('@tensorflow/tfjs');
  if (device === 'wasm') {
    const { setThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
    if (inBrowser) (await import('./wasmFiles.ts')).registerWasmFiles();
    setThreadsCount(1);
  }
  if (device === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu');
  for (const flag of ['WEBGL_CPU_FORWARD', 'WEBGPU_CPU_FORWARD']) {
    if (flag.toLowerCase().startsWith(device)) tf.env().set(flag, false);
  }
  if (!(await tf.setBackend(device))) throw new Error(`the tfjs backend ${device} did not start`);
  await tf.ready();
  if (tf.getBackend() !== device) throw new Error(`tfjs runs on ${tf.getBackend()} instead`);
  return tf;
}
