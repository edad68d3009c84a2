import type { Device } from '@ggem/conformance';
import * as tf from '@tensorflow/tfjs';
import { fastKernel, poolKernel } from '../../src/fastKernels.ts';
import { useSimd } from '../../src/simd/index.ts';
import { countRuns } from './countRuns.ts';
import { runOperationCase } from './runOperationCase.ts';
import { runPoolingCase } from './runPoolingCase.ts';
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
  return {
    answers: () => (tf.getKernel(poolKernel, tf.getBackend()) ? prefix : '') + tf.getBackend(),
    operate: runOperationCase,
    pool: async (inputs, wanted) => {
      const count = countRuns(backend);
      const output = await runPoolingCase(inputs, wanted);
      // Without the kernels, tfjs gives the same numbers. So only a count shows that the kernels ran.
      const { forward, gradient } = count();
      const once = !inputs.offsets && fastKernel(inputs.spec) ? 1 : 0;
      if (forward !== once || gradient !== once) {
        throw new Error(`The kernels ran ${forward} and ${gradient} times instead of ${once}.`);
      }
      return output;
    },
    close: stop,
  };
}
