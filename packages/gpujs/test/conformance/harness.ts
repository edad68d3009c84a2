import {
  type Harness,
  type PoolInput,
  type PoolingProperty,
  type PoolOutput,
  trainableNames,
} from '@ggem/conformance';
import type { GPU } from 'gpu.js';
import {
  createPooling,
  createPoolingGradient,
  createPoolingWeights,
  createRaggedPooling,
  createRaggedPoolingGradient,
  createRaggedPoolingWeights,
  type Device,
  type Kernels,
  type Pooling,
  type PoolingGradients,
  type PoolingInputs,
} from '../../src/index.ts';
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
        const key = JSON.stringify([input.spec, input.shape, input.layout, input.image, input.offsets]);
        if (poolings?.key !== key) {
          poolings?.destroy();
          poolings = { ...createPoolings(gpu, input), key };
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

/** The functions that a case calls, whatever they are made for. */
interface Poolings {
  readonly key: string;
  readonly pooling: Pick<Pooling, 'device'>;
  readonly pool: (x: Float32Array, inputs: PoolingInputs) => Promise<unknown>;
  readonly differentiate: (
    x: Float32Array,
    dy: Float32Array,
    inputs: PoolingInputs,
  ) => Promise<PoolingGradients<unknown>>;
  readonly weigh: (x: Float32Array, inputs: PoolingInputs) => Promise<unknown>;
  readonly destroy: () => void;
}

function createPoolings(gpu: GPU, input: PoolInput): Omit<Poolings, 'key'> {
  return input.offsets ? createRagged(gpu, input, input.offsets) : createOrdinary(gpu, input);
}

function createOrdinary(gpu: GPU, { spec, shape: [, tokens, channels], layout, image }: PoolInput) {
  const options = image ? { image, channels, layout } : { tokens, channels, layout };
  const pooling = createPooling(gpu, spec, options);
  const gradient = createPoolingGradient(gpu, spec, options);
  const weights = createPoolingWeights(gpu, spec, options);
  return {
    pooling,
    pool: pooling,
    differentiate: gradient,
    weigh: weights,
    destroy: () => destroyAll(pooling, gradient, weights),
  };
}

function createRagged(gpu: GPU, { spec, shape: [, , channels] }: PoolInput, offsets: readonly number[]) {
  const pooling = createRaggedPooling(gpu, spec, { channels });
  const gradient = createRaggedPoolingGradient(gpu, spec, { channels });
  const weights = createRaggedPoolingWeights(gpu, spec, { channels });
  return {
    pooling,
    pool: (x: Float32Array, inputs: PoolingInputs) => pooling(x, offsets, inputs),
    differentiate: (x: Float32Array, dy: Float32Array, inputs: PoolingInputs) =>
      gradient(x, offsets, dy, inputs),
    weigh: (x: Float32Array, inputs: PoolingInputs) => weights(x, offsets, inputs),
    destroy: () => destroyAll(pooling, gradient, weights),
  };
}

function destroyAll(...all: readonly Kernels[]): void {
  for (const one of all) one.destroy();
}

async function runPoolingCase(
  poolings: Poolings,
  input: PoolInput,
  wanted: ReadonlySet<PoolingProperty>,
): Promise<PoolOutput> {
  const { x, dy, mask, weights, parameters } = input;
  const inputs = { mask, weights, parameters };
  const y = await poolings.pool(x, inputs);
  const gradient = await poolings.differentiate(x, dy, inputs);
  const w = wanted.has('w') ? { w: flatten(await poolings.weigh(x, inputs)) } : {};
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
