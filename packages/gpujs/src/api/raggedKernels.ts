import { checkOptions, type KnownOptions, type PoolingSpecInput, parseSpec } from '@ggem/core';
import {
  type CallInputs,
  callInputs,
  checkLength,
  exampleShape,
  gpuJs,
  onlyRequired,
  planRagged,
  type RaggedShape,
  type Task,
} from '@ggem/kernels';
import type { GPU } from 'gpu.js';
import type { KernelInput } from '../input/kernelInput.ts';
import type { PoolingInputs } from '../input/readInputs.ts';
import { readRagged } from '../input/readRagged.ts';
import { plannedDevice } from '../runtime/device.ts';
import { dialectOf } from '../runtime/dialectOf.ts';
import { type Kernels, kernelSets } from '../runtime/kernelSets.ts';
import { emptyResults } from './emptyResults.ts';
import { byArgument, withKernels } from './poolingKernels.ts';
import type { ResultOptions } from './resultOf.ts';

/** What a ragged pooling is made with. */
export interface RaggedOptions<Pipeline extends boolean = boolean> extends ResultOptions<Pipeline> {
  readonly channels: number;
}

const raggedOptions: KnownOptions<RaggedOptions> = { channels: true, pipeline: true };

/** Runs a task for batches of any images; `call` gives the values of its targets by name, and how many tokens came. */
export interface RaggedKernels extends Kernels {
  readonly call: (
    tokens: KernelInput,
    offsets: readonly number[],
    inputs: PoolingInputs,
    dy?: KernelInput,
  ) => Promise<{ readonly values: Record<string, unknown>; readonly total: number }>;
}

interface RaggedInputs extends CallInputs {
  readonly shape: RaggedShape;
}

/** The kernels of a task for ragged batches. Throws a `GgemError` for a spec that it refuses. */
export function raggedKernels(
  gpu: GPU,
  given: PoolingSpecInput,
  options: RaggedOptions,
  task: Task,
): RaggedKernels {
  const spec = parseSpec(given);
  checkOptions(spec.type, options, raggedOptions);
  const { channels, pipeline = false } = options;
  checkLength(spec, 'channels', channels);
  const sets = kernelSets<RaggedInputs>({
    operation: spec.type,
    gpu,
    pipeline,
    plan: (call) => planRagged(task, spec, { ...call, channels }, gpuJs(dialectOf(plannedDevice(gpu)))),
    first: { shape: exampleShape(spec), ...onlyRequired(spec, channels) },
  });
  return withKernels(
    {
      call: async (
        tokens: KernelInput,
        offsets: readonly number[],
        inputs: PoolingInputs,
        dy?: KernelInput,
      ) => {
        sets.checkAlive();
        const read = readRagged(spec, channels, !pipeline, tokens, offsets, inputs, dy);
        const { shape, total, values, parameters, tokenIndex } = read;
        if (total === 0) {
          const call = {
            spec,
            channels,
            images: shape.images,
            parameters: Object.keys(parameters),
            pipeline,
          };
          return { total, values: emptyResults(call) };
        }
        const call = { shape, ...callInputs(values, parameters) };
        return { total, values: await sets.run(call, { ...byArgument(values, parameters), tokenIndex }) };
      },
    },
    sets,
  );
}
