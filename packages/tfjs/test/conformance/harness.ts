import type { Harness } from '@ggem/conformance';
import * as tf from '@tensorflow/tfjs';

import { gpuDevices, openGpuDevice } from './gpuDevice.ts';
import { runOperationCase } from './runOperationCase.ts';
import { runPoolingCase } from './runPoolingCase.ts';
import { openSimdDevice, simdDevices } from './simdDevice.ts';
import { devices, startDevice } from './startDevice.ts';

/** The public functions of `@ggem/tfjs` on every backend that this host has, with and without `@ggem/tfjs/simd` and
 * `@ggem/tfjs/gpu`. */
export const harness: Harness = {
  name: 'tfjs',
  devices: [...devices, ...simdDevices, ...gpuDevices],
  open: async (device) => {
    if (simdDevices.includes(device)) return openSimdDevice(device);
    if (gpuDevices.includes(device)) return openGpuDevice(device);
    await startDevice(device);
    return {
      answers: () => tf.getBackend(),
      operate: runOperationCase,
      pool: runPoolingCase,
    };
  },
};

export { aboutDevice as about } from './aboutDevice.ts';
export { expectations } from './expectations.ts';
