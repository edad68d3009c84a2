import {
  type Harness,
  type PoolInput,
  type PoolingProperty,
  type PoolOutput,
  trainableNames,
} from '@ggem/conformance';
import type { GPU } from 'gpu.js';
import { createPooling, createPoolingGradient, createPoolingWeights, type Device } from '../../src/index.ts';
import { flatten } from './flatten.ts';
import { runOperationCase } from './runOperationCase.ts';
import { devices, startDevice } from './startDevice.ts';

/** The public functions of `@ggem/gpujs` in every mode of gpu.js that is here. */
export const harness: Harness = {
  name: 'gpujs',
  devices,
  open: async (device) => {
    const gpu = await startDevice(device);
    const ran = await whereItRuns(gpu);
    let poolings: Poolings | undefined;
    return {
      answers: () => poolings?.pooling.device ?? ran,
      operate: (operation) => runOperationCase(gpu, operation),
      pool: async (input, wanted) => {
        // Cases of one spec and shape come in a row.
        const key = JSON.stringify([input.spec, input.shape]);
        if (poolings?.key !== key) {
          poolings?.destroy();
          poolings = createPoolings(gpu, input, key);
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

interface Poolings extends ReturnType<typeof createPoolings> {}

function createPoolings(gpu: GPU, { spec, shape: [, tokens, channels] }: PoolInput, key: string) {
  const options = { tokens, channels };
  const pooling = createPooling(gpu, spec, options);
  const gradient = createPoolingGradient(gpu, spec, options);
  const weights = createPoolingWeights(gpu, spec, options);
  return {
    key,
    pooling,
    gradient,
    weights,
    destroy: () => {
      for (const one of [pooling, gradient, weights]) one.destroy();
    },
  };
}

async function runPoolingCase(
  poolings: Poolings,
  input: PoolInput,
  wanted: ReadonlySet<PoolingProperty>,
): Promise<PoolOutput> {
  const { x, dy, mask, weights, parameters } = input;
  const inputs = { mask, weights, parameters };
  const y = await poolings.pooling(x, inputs);
  const gradient = await poolings.gradient(x, dy, inputs);
  const w = wanted.has('w') ? { w: flatten(await poolings.weights(x, inputs)) } : {};
  return {
    y: flatten(y),
    dx: flatten(gradient.tokens),
    dp: trainableNames(input).flatMap((name) => [...flatten(gradient.parameters[name])]),
    ...w,
  };
}

/** Runs one kernel and asks which class it was. */
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
