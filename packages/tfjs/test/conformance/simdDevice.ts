import type { Device } from '@ggem/conformance';
import { useSimd } from '../../src/simd/index.ts';
import { pluggedDevice } from './pluggedDevice.ts';
import { startDevice } from './startDevice.ts';

/** `simd-wasm` is the wasm backend with the kernels of `@ggem/simd` plugged in. */
const prefix = 'simd-';

/** The devices that `@ggem/tfjs/simd` adds. */
export const simdDevices: readonly string[] = ['wasm', 'cpu'].map((backend) => `${prefix}${backend}`);

/** Starts the backend and plugs the kernels in. */
export async function openSimdDevice(device: string): Promise<Device> {
  const backend = device.slice(prefix.length);
  await startDevice(backend);
  const { build, stop } = await useSimd();
  if (build === 'typescript') throw new Error('This engine has no SIMD.');
  return pluggedDevice(prefix, backend, stop);
}
