import type { Harness } from '@ggem/conformance';
import { createPooling } from '../../src/index.ts';
import { countDevice } from '../deviceCounts.ts';
import { openDevice } from '../openDevice.ts';
import { createPoolings, type Poolings, poolingsKey } from './createPoolings.ts';
import { runOperationCase } from './runOperationCase.ts';
import { runPoolingCase } from './runPoolingCase.ts';

/** The public functions of `@ggem/webgpu`, on the device of the browser. */
export const harness: Harness = {
  name: 'webgpu',
  devices: typeof window === 'undefined' ? [] : ['webgpu'],
  open: async () => {
    const device = await openDevice();
    const { kernelsRun } = countDevice(device);
    let poolings: Poolings | undefined;
    let ran: readonly string[] = await kernelsOfProbe(device, kernelsRun);
    return {
      // The kernels that the device was really asked to run for the last case.
      answers: () => (ran.length > 0 ? 'webgpu' : 'no kernel at all'),
      operate: async (operation) => {
        const output = await runOperationCase(device, operation);
        ran = kernelsRun.splice(0);
        return output;
      },
      pool: async (input, wanted) => {
        // Cases of one spec and shape come one after the other, so that one set of poolings at a time is enough.
        if (poolings?.key !== poolingsKey(input)) {
          poolings?.destroy();
          poolings = createPoolings(device, input);
        }
        const output = await runPoolingCase(device, poolings, input, wanted);
        ran = kernelsRun.splice(0);
        for (const kernel of ['pooled', 'dx']) {
          if (!ran.includes(kernel)) throw new Error(`The kernel ${kernel} did not run, only ${ran.join()}.`);
        }
        return output;
      },
      close: () => {
        poolings?.destroy();
        device.destroy();
      },
    };
  },
};

/** Runs one pooling, and gives the kernels that ran for it. */
async function kernelsOfProbe(device: GPUDevice, kernelsRun: string[]): Promise<readonly string[]> {
  const probe = createPooling(device, { type: 'mean' }, { tokens: 1, channels: 1, readBack: true });
  const [value] = await probe([1]);
  probe.destroy();
  if (value !== 1) throw new Error(`The mean of 1 came out as ${value}.`);
  return kernelsRun.splice(0);
}

/** What the conformance page says about the device. */
export function about(): Readonly<Record<string, string>> {
  return {};
}

export { expectations } from './expectations.ts';
