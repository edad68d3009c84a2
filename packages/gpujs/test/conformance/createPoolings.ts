import type { PoolInput } from '@ggem/conformance';
import type { GPU } from 'gpu.js';
import {
  createPooling,
  createPoolingGradient,
  createPoolingWeights,
  createRaggedPooling,
  createRaggedPoolingGradient,
  createRaggedPoolingWeights,
  type Device,
  type PoolingInputs,
} from '../../src/index.ts';

/** The poolings that a user would create for batches like that of a case. */
export interface Poolings {
  readonly key: string;
  /** Where the last pooling ran. */
  readonly device: Device | undefined;
  readonly pool: (input: PoolInput, inputs: PoolingInputs) => Promise<unknown>;
  readonly gradient: (
    input: PoolInput,
    inputs: PoolingInputs,
  ) => Promise<{ readonly tokens: unknown; readonly parameters: Readonly<Record<string, unknown>> }>;
  readonly weights: (input: PoolInput, inputs: PoolingInputs) => Promise<unknown>;
  readonly destroy: () => void;
}

/** A key: cases with the same key share their poolings. */
export function poolingsKey({ spec, shape, dataFormat, image, offsets }: PoolInput): string {
  return JSON.stringify(offsets ? [spec, 'ragged', shape[2]] : [spec, shape, dataFormat, image]);
}

export function createPoolings(gpu: GPU, input: PoolInput): Poolings {
  const key = poolingsKey(input);
  return input.offsets ? ragged(gpu, input, key) : batches(gpu, input, key);
}

function batches(
  gpu: GPU,
  { spec, shape: [, tokens, channels], dataFormat, image }: PoolInput,
  key: string,
): Poolings {
  const options = { channels, dataFormat, ...(image ? { image } : { tokens }) };
  const pooling = createPooling(gpu, spec, options);
  const gradient = createPoolingGradient(gpu, spec, options);
  const weights = createPoolingWeights(gpu, spec, options);
  return {
    key,
    get device() {
      return pooling.device;
    },
    pool: ({ x }, inputs) => pooling(x, inputs),
    gradient: ({ x, dy }, inputs) => gradient(x, dy, inputs),
    weights: ({ x }, inputs) => weights(x, inputs),
    destroy: () => destroyAll([pooling, gradient, weights]),
  };
}

function ragged(gpu: GPU, { spec, shape: [, , channels] }: PoolInput, key: string): Poolings {
  const pooling = createRaggedPooling(gpu, spec, { channels });
  const gradient = createRaggedPoolingGradient(gpu, spec, { channels });
  const weights = createRaggedPoolingWeights(gpu, spec, { channels });
  return {
    key,
    get device() {
      return pooling.device;
    },
    pool: ({ x, offsets }, inputs) => pooling(x, offsets!, inputs),
    gradient: ({ x, offsets, dy }, inputs) => gradient(x, offsets!, dy, inputs),
    weights: ({ x, offsets }, inputs) => weights(x, offsets!, inputs),
    destroy: () => destroyAll([pooling, gradient, weights]),
  };
}

function destroyAll(poolings: readonly { readonly destroy: () => void }[]): void {
  for (const pooling of poolings) pooling.destroy();
}
