import type { Device } from '@ggem/conformance';
import { useGpu } from '../../src/gpu/index.ts';
import { pluggedDevice } from './pluggedDevice.ts';
import { devices, startDevice } from './startDevice.ts';

/** `fused-webgl` is the webgl backend with the kernels of `@ggem/kernels` plugged in. */
const prefix = 'fused-';

/** The devices that `@ggem/tfjs/gpu` adds, where there are graphics. */
export const gpuDevices: readonly string[] = devices
  .filter((backend) => backend === 'webgl' || backend === 'webgpu')
  .map((backend) => `${prefix}${backend}`);

/** Starts the backend and plugs the kernels in. */
export async function openGpuDevice(device: string): Promise<Device> {
  const backend = device.slice(prefix.length);
  await startDevice(backend);
  return pluggedDevice(prefix, backend, useGpu().stop);
}
