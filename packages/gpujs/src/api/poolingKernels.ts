import { checkOptions, type KnownOptions, type PoolingSpecInput, parseSpec } from '@ggem/core';
import {
  argumentsOf,
  type CallInputs,
  callInputs,
  gpuJs,
  type InputShape,
  inputShape,
  onlyRequired,
  type PoolingShape,
  planPooling,
  shapeOptions,
  type Task,
} from '@ggem/kernels';
import type { GPU } from 'gpu.js';
import type { KernelInput, ReadInput } from '../input/kernelInput.ts';
import { type PoolingInputs, readInputs } from '../input/readInputs.ts';
import { plannedDevice } from '../runtime/device.ts';
import { dialectOf } from '../runtime/dialectOf.ts';
import { type Kernels, kernelSets } from '../runtime/kernelSets.ts';
import { emptyResults } from './emptyResults.ts';
import type { ResultOptions } from './resultOf.ts';

/** What a pooling is made with. Its type arguments are what the type of the results depends on. */
export type PoolingOptions<
  SideCount extends 2 | 3 = 2 | 3,
  Pipeline extends boolean = boolean,
  KeepDims extends boolean = boolean,
> = PoolingShape<SideCount> &
  ResultOptions<Pipeline> & {
    /**
     * Keeps an axis of length 1 in place of each that was pooled: `[batch, 1, channels]`, `[batch, 1, 1, channels]`. A
     * texture has three axes at most, so that one axis stands for all sides of an image. Default: no.
     */
    readonly keepDims?: KeepDims | undefined;
  };

/** Runs a task for inputs of any batch size; `call` gives the values of its targets by name. */
export interface PoolingKernels extends Kernels {
  readonly shape: InputShape;
  readonly call: (
    tokens: KernelInput,
    inputs: PoolingInputs,
    dy?: KernelInput,
  ) => Promise<Record<string, unknown>>;
}

interface BatchInputs extends CallInputs {
  readonly batch: number;
}

const poolingOptions: KnownOptions<PoolingOptions> = { ...shapeOptions, pipeline: true, keepDims: true };

/** The kernels of a task for tokens, images or volumes. Throws a `GgemError` for a spec or a shape that it refuses. */
export function poolingKernels(
  gpu: GPU,
  given: PoolingSpecInput,
  options: PoolingOptions,
  task: Task,
): PoolingKernels {
  const spec = parseSpec(given);
  checkOptions(spec.type, options, poolingOptions);
  const { pipeline = false, keepDims = false } = options;
  const shape = inputShape(spec, options);
  const { axes } = shape;
  const pooledAxes = keepDims ? axes : undefined;
  const sets = kernelSets<BatchInputs>({
    operation: spec.type,
    gpu,
    pipeline,
    plan: (call) =>
      planPooling(task, spec, { ...shape, pooledAxes, ...call }, gpuJs(dialectOf(plannedDevice(gpu)))),
    first: { batch: 1, ...onlyRequired(spec, shape.channels) },
  });
  return withKernels(
    {
      shape,
      call: async (tokens: KernelInput, inputs: PoolingInputs, dy?: KernelInput) => {
        sets.checkAlive();
        const { batch, values, parameters } = readInputs(spec, shape, keepDims, tokens, inputs, dy);
        if (batch === 0) {
          const live = Object.keys(parameters);
          return emptyResults({ spec, channels: shape.channels, images: 0, parameters: live, pipeline });
        }
        return sets.run({ batch, ...callInputs(values, parameters) }, byArgument(values, parameters));
      },
    },
    sets,
  );
}

/** Adds `device`, `source` and `destroy` to a function or an object. */
export function withKernels<F extends object>(run: F, kernels: Kernels): F & Kernels {
  return Object.defineProperties(run, {
    device: { get: () => kernels.device, enumerable: true },
    source: { get: () => kernels.source, enumerable: true },
    destroy: { value: kernels.destroy, enumerable: true },
  }) as F & Kernels;
}

type Inputs = Readonly<Record<string, ReadInput>>;

/** Inputs by the names of the kernels' arguments. */
export function byArgument(values: Inputs, parameters: Inputs): Record<string, unknown> {
  const read = Object.entries(argumentsOf(values, parameters));
  return Object.fromEntries(read.map(([name, { value }]) => [name, value]));
}
