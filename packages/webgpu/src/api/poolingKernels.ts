import { checkOptions, type KnownOptions, type PoolingSpecInput, parseSpec } from '@ggem/core';
import {
  argumentsOf,
  type CallInputs,
  callInputs,
  inputShape,
  type KernelTarget,
  onlyRequired,
  type PoolingShape,
  planPooling,
  shapeOptions,
  type Task,
  type WgslKernel,
  wgslOf,
} from '@ggem/kernels';
import type { PoolingInput, ReadInput } from '../input/poolingInput.ts';
import { type PoolingInputs, readInputs } from '../input/readInputs.ts';
import { type Kernels, kernelSets } from '../runtime/kernelSets.ts';
import { emptyResults } from './emptyResults.ts';
import type { ResultOptions } from './resultOf.ts';

/** What a pooling is made with. */
export type PoolingOptions<ReadBack extends boolean = boolean> = PoolingShape & ResultOptions<ReadBack>;

/** Values of the targets of a task by name. */
export type Results = Record<string, GPUBuffer | Float32Array>;

/** Runs a task for inputs of any batch size. */
export interface PoolingKernels extends Kernels {
  readonly call: (tokens: PoolingInput, inputs: PoolingInputs, dy?: PoolingInput) => Promise<Results>;
}

/** What WGSL depends on besides shapes. */
export interface WgslInputs extends CallInputs {
  /** Arguments of float16. */
  readonly halves: readonly string[];
}

/**
 * How many threads fill a card. One without is a processor: there a few threads do, and a barrier costs it more than a
 * shared loop saves.
 */
const cardThreads = 2 ** 14;

/** WGSL as this package runs it on a device. */
export function wgslFor(device: GPUDevice, halves: readonly string[]): KernelTarget<WgslKernel> {
  const isProcessor = device.adapterInfo?.isFallbackAdapter ?? false;
  const fills = isProcessor ? 0 : cardThreads;
  return wgslOf({ halves, inVectors: true, fills, valuesAtMost: 8, branches: true });
}

interface BatchInputs extends WgslInputs {
  readonly batch: number;
}

const poolingOptions: KnownOptions<PoolingOptions> = { ...shapeOptions, readBack: true };

/** The kernels of a task for tokens, images or volumes. Throws a `GgemError` for a spec or a shape that it refuses. */
export function poolingKernels(
  device: GPUDevice,
  given: PoolingSpecInput,
  options: PoolingOptions,
  task: Task,
): PoolingKernels {
  const spec = parseSpec(given);
  checkOptions(spec.type, options, poolingOptions);
  const { readBack: readsBack = false } = options;
  const shape = inputShape(spec, options);
  const { channels } = shape;
  const sets = kernelSets<BatchInputs>({
    operation: spec.type,
    device,
    readsBack,
    plan: ({ halves, ...call }) => planPooling(task, spec, { ...shape, ...call }, wgslFor(device, halves)),
    first: { batch: 1, halves: [], ...onlyRequired(spec, channels) },
  });
  return withKernels(
    {
      call: async (tokens: PoolingInput, inputs: PoolingInputs, dy?: PoolingInput) => {
        sets.checkAlive();
        const { batch, values, parameters } = readInputs(spec, shape, tokens, inputs, dy);
        if (batch === 0) {
          const live = Object.keys(parameters);
          return emptyResults({ spec, channels, images: 0, parameters: live, device, readsBack });
        }
        return sets.run({ batch, ...wgslInputs(values, parameters) }, argumentsOf(values, parameters));
      },
    },
    sets,
  );
}

/** Adds `source` and `destroy` to a function or an object. */
export function withKernels<F extends object>(run: F, kernels: Kernels): F & Kernels {
  return Object.defineProperties(run, {
    source: { get: () => kernels.source, enumerable: true },
    destroy: { value: kernels.destroy, enumerable: true },
  }) as F & Kernels;
}

type Inputs = Readonly<Record<string, ReadInput>>;

/** What kernels depend on besides shapes: which inputs came, of which types, and the values of parameters that the host has. */
export function wgslInputs(values: Inputs, parameters: Inputs): WgslInputs {
  const halves = Object.entries(argumentsOf(values, parameters)).filter(([, { isHalf }]) => isHalf);
  return { ...callInputs(values, parameters), halves: halves.map(([name]) => name) };
}
