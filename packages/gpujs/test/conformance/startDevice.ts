import { GPU } from 'gpu.js';

const inBrowser = typeof window !== 'undefined';

/** The modes of gpu.js that this host has: cpu and webasm in Node, all four in a browser. */
export const devices: readonly string[] = inBrowser
  ? ['cpu', 'webasm', 'webgl2', 'webgpu']
  : ['cpu', 'webasm'];

/** A `GPU` in a mode; throws where the machine lacks it. */
export async function startDevice(device: string): Promise<GPU> {
  if (device === 'webgpu' && !(await GPU.isWebGPUAvailable()))
    throw new Error('There is no WebGPU adapter here.');
  return new GPU({ mode: device as 'cpu' });
}
