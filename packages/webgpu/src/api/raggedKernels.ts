import { checkOptions, type KnownOptions, type PoolingSpecInput, parseSpec } from '@ggem/core';
import {
  argumentsOf,
  checkLength,
  exampleShape,
  onlyRequired,
  planRagged,
  type RaggedShape,
  type Task,
} from '@ggem/kernels';
import type { PoolingInput } from '../input/poolingInput.ts';
import { type RaggedInputs, readRagged } from '../input/readRagged.ts';
import { type Kernels, kernelSets } from '../runtime/kernelSets.ts';
import { emptyResults } from './emptyResults.ts';
import { type Results, type WgslInputs, wgslFor, wgslInputs, withKernels } from './poolingKernels.ts';
import type { ResultOptions } from './resultOf.ts';

/** What a ragged pooling is made with. */
export interface RaggedOptions<ReadBack extends boolean = boolean> extends ResultOptions<ReadBack> {
  readonly channels: number;
}

const raggedOptions: KnownOptions<RaggedOptions> = { channels: true, readBack: true };

/** Runs a task for batches of any images; `call` gives the values of its targets by name, and how many tokens came. */
export interface RaggedKernels extends Kernels {
  readonly call: (
    tokens: PoolingInput,
    offsets: readonly number[],
    inputs: RaggedInputs,
    dy?: PoolingInput,
  ) => Promise<{ readonly results: Results; readonly total: number }>;
}

interface RaggedCall extends WgslInputs {
  readonly shape: RaggedShape;
}

/** The kernels of a task for ragged batches. Throws a `GgemError` for a spec that it refuses. */
export function raggedKernels(
  device: GPUDevice,
  given: PoolingSpecInput,
  options: RaggedOptions,
  task: Task,
): RaggedKernels {
  const spec = parseSpec(given);
  checkOptions(spec.type, options, raggedOptions);
  const { channels, readBack: readsBack = false } = options;
  checkLength(spec, 'channels', channels);
  const sets = kernelSets<RaggedCall>({
    operation: spec.type,
    device,
    readsBack,
    plan: ({ halves, ...call }) => planRagged(task, spec, { ...call, channels }, wgslFor(device, halves)),
    first: { shape: exampleShape(spec), halves: [], ...onlyRequired(spec, channels) },
  });
  return withKernels(
    {
      call: async (
        tokens: PoolingInput,
        offsets: readonly number[],
        inputs: RaggedInputs,
        dy?: PoolingInput,
      ) => {
        sets.checkAlive();
        const read = readRagged(spec, channels, tokens, offsets, inputs, dy);
        const { shape, total, values, parameters, tokenIndex } = read;
        if (total === 0) {
          const live = Object.keys(parameters);
          const { images } = shape;
          return {
            total,
            results: emptyResults({ spec, channels, images, parameters: live, device, readsBack }),
          };
        }
        const places = { values: tokenIndex, shape: [tokenIndex.length], isHalf: false };
        const named = { ...argumentsOf(values, parameters), tokenIndex: places };
        return { total, results: await sets.run({ shape, ...wgslInputs(values, parameters) }, named) };
      },
    },
    sets,
  );
}
