import * as tf from '@tensorflow/tfjs';

const inBrowser = typeof window !== 'undefined';

/** The backends of tfjs that this host has: cpu and wasm in Node, all four in a browser. */
export const devices: readonly string[] = inBrowser ? ['cpu', 'wasm', 'webgl', 'webgpu'] : ['cpu', 'wasm'];

/** By these flags tfjs sends small tensors (on webgpu up to 1,000 values) to the cpu backend, which would be tested instead. */
const cpuForward: Readonly<Record<string, string>> = {
  webgl: 'WEBGL_CPU_FORWARD',
  webgpu: 'WEBGPU_CPU_FORWARD',
};

/** Makes a backend the current one; throws where it is missing or does not start. */
export async function startDevice(device: string): Promise<void> {
  if (device === 'wasm') {
    await import('@tensorflow/tfjs-backend-wasm');
    if (inBrowser) (await import('./wasmFiles.ts')).registerWasmFiles();
  }
  if (device === 'webgpu') await import('@tensorflow/tfjs-backend-webgpu');
  const handsToCpu = cpuForward[device];
  if (handsToCpu) tf.env().set(handsToCpu, false);
  if (!(await tf.setBackend(device))) throw new Error(`The tfjs backend ${device} did not start here.`);
  await tf.ready();
}
