import type { Device } from '@ggem/conformance';
import * as tf from '@tensorflow/tfjs';
import { fastKernel, poolKernel } from '../../src/fastKernels.ts';
import { useGpu } from '../../src/gpu/index.ts';
import { countRuns } from './countRuns.ts';
import { runOperationCase } from './runOperationCase.ts';
import { runPoolingCase } from './runPoolingCase.ts';
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
  const { stop } = useGpu();
  return {
    answers: () => (tf.getKernel(poolKernel, tf.getBackend()) ? prefix : '') + tf.getBackend(),
    operate: runOperationCase,
    pool: async (inputs, wanted) => {
      const count = countRuns(backend);
      const output = await runPoolingCase(inputs, wanted);
      // Without the kernels, tfjs gives the same numbers. So only a count shows that the kernels ran.
      const { forward, gradient } = count();
      const once = fastKernel(inputs.spec) ? 1 : 0;
      if (forward !== once || gradient !== once) {
        throw new Error(`The kernels ran ${forward} and ${gradient} times instead of ${once}.`);
      }
      return output;
    },
    close: async () => stop(),
  };
}
