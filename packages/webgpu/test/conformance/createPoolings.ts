import type { PoolInput } from '@ggem/conformance';
import {
  createPooling,
  createPoolingGradient,
  createPoolingWeights,
  createRaggedPooling,
  createRaggedPoolingGradient,
  createRaggedPoolingWeights,
  type PoolingInput,
  type PoolingInputs,
} from '../../src/index.ts';

type Numbers = Promise<Float32Array>;

/** The poolings that a user would create for batches like that of a case. */
export interface Poolings {
  readonly key: string;
  readonly pool: (x: PoolingInput, input: PoolInput, inputs: PoolingInputs) => Numbers;
  readonly gradient: (
    x: PoolingInput,
    dy: PoolingInput,
    input: PoolInput,
    inputs: PoolingInputs,
  ) => Promise<{
    readonly tokens: Float32Array;
    readonly parameters: Readonly<Record<string, Float32Array>>;
  }>;
  readonly weights: (x: PoolingInput, input: PoolInput, inputs: PoolingInputs) => Numbers;
  readonly destroy: () => void;
}

/** A key: cases with the same key share their poolings. */
export function poolingsKey({ spec, shape, dataFormat, image, offsets }: PoolInput): string {
  return JSON.stringify(offsets ? [spec, 'ragged', shape[2]] : [spec, shape, dataFormat, image]);
}

export function createPoolings(device: GPUDevice, input: PoolInput): Poolings {
  const key = poolingsKey(input);
  return input.offsets ? ragged(device, input, key) : batches(device, input, key);
}

function batches(
  device: GPUDevice,
  { spec, shape: [, tokens, channels], dataFormat, image }: PoolInput,
  key: string,
): Poolings {
  const options = { channels, dataFormat, readBack: true, ...(image ? { image } : { tokens }) } as const;
  const pooling = createPooling(device, spec, options);
  const gradient = createPoolingGradient(device, spec, options);
  const weights = createPoolingWeights(device, spec, options);
  return {
    key,
    pool: (x, { shape: [batch] }, inputs) => pooling(x, { ...inputs, batch }),
    gradient: (x, dy, { shape: [batch] }, inputs) => gradient(x, dy, { ...inputs, batch }),
    weights: (x, { shape: [batch] }, inputs) => weights(x, { ...inputs, batch }),
    destroy: () => destroyAll([pooling, gradient, weights]),
  };
}

function ragged(device: GPUDevice, { spec, shape: [, , channels] }: PoolInput, key: string): Poolings {
  const options = { channels, readBack: true } as const;
  const pooling = createRaggedPooling(device, spec, options);
  const gradient = createRaggedPoolingGradient(device, spec, options);
  const weights = createRaggedPoolingWeights(device, spec, options);
  return {
    key,
    pool: (x, { offsets }, inputs) => pooling(x, offsets!, inputs),
    gradient: (x, dy, { offsets }, inputs) => gradient(x, offsets!, dy, inputs),
    weights: (x, { offsets }, inputs) => weights(x, offsets!, inputs),
    destroy: () => destroyAll([pooling, gradient, weights]),
  };
}

function destroyAll(poolings: readonly { readonly destroy: () => void }[]): void {
  for (const pooling of poolings) pooling.destroy();
}
