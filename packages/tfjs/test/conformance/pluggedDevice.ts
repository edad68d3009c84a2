import type { Device } from '@ggem/conformance';
import * as tf from '@tensorflow/tfjs';
import { fastKernel, poolKernel } from '../../src/fastKernels.ts';
import { countRuns } from './countRuns.ts';
import { runOperationCase } from './runOperationCase.ts';
import { runPoolingCase } from './runPoolingCase.ts';

/** A backend with kernels for whole poolings plugged in, named `prefix` and the backend; `stop` takes them out again. */
export function pluggedDevice(prefix: string, backend: string, stop: () => void | Promise<void>): Device {
  return {
    answers: () => (tf.getKernel(poolKernel, tf.getBackend()) ? prefix : '') + tf.getBackend(),
    operate: runOperationCase,
    pool: async (inputs, wanted) => {
      const count = countRuns(backend);
      const output = await runPoolingCase(inputs, wanted);
      // Without the kernels, tfjs gives the same numbers. So only a count shows that the kernels ran.
      const { forward, gradient } = count();
      const kernel = fastKernel(inputs.spec);
      const once = kernel && (!inputs.offsets || kernel.takesRagged) ? 1 : 0;
      if (forward !== once || gradient !== once) {
        throw new Error(`The kernels ran ${forward} and ${gradient} times instead of ${once}.`);
      }
      return output;
    },
    close: async () => stop(),
  };
}
