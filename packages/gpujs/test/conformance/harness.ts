import type { Harness } from '@ggem/conformance';
import type { GPU } from 'gpu.js';
import { createPooling, type Device } from '../../src/index.ts';
import { createPoolings, type Poolings, poolingsKey } from './createPoolings.ts';
import { runOperationCase } from './runOperationCase.ts';
import { runPoolingCase } from './runPoolingCase.ts';
import { devices, startDevice } from './startDevice.ts';

/** The public functions of `@ggem/gpujs`, in every mode of gpu.js that this host has. */
export const harness: Harness = {
  name: 'gpujs',
  devices,
  open: async (device) => {
    const gpu = await startDevice(device);
    const ran = await whereItRuns(gpu);
    let poolings: Poolings | undefined;
    return {
      answers: () => poolings?.device ?? ran,
      operate: (operation) => runOperationCase(gpu, operation),
      pool: async (input, wanted) => {
        // Cases of one spec and shape come one after the other, so that one set of poolings at a time is enough.
        if (poolings?.key !== poolingsKey(input)) {
          poolings?.destroy();
          poolings = createPoolings(gpu, input);
        }
        return runPoolingCase(poolings, input, wanted);
      },
      close: async () => {
        poolings?.destroy();
        await gpu.destroy();
      },
    };
  },
};

/** Runs one kernel, and gives the device on which it really ran. */
async function whereItRuns(gpu: GPU): Promise<Device | 'another device'> {
  const probe = createPooling(gpu, { type: 'mean' }, { tokens: 1, channels: 1 });
  const value = await probe([1]);
  if (value[0]![0] !== 1) throw new Error(`The mean of 1 came out as ${value[0]![0]}.`);
  const ran = probe.device ?? 'another device';
  probe.destroy();
  return ran;
}

export { aboutDevice as about } from './aboutDevice.ts';
export { expectations } from './expectations.ts';
