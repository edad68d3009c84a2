import {
  outputChannels,
  type PoolingSpec,
  type PoolingSpecInput,
  parseSpec,
  type RaggedInputs,
} from '@ggem/core';
import {
  type CallInputs,
  createRecorder,
  type Expression,
  gpuJs,
  type Places,
  planOf,
  type RaggedShape,
  type Recorder,
  recordParameters,
  recordPlaces,
  type Target,
} from '@ggem/kernels';
import type { GPU } from 'gpu.js';
import { checkLength } from '../input/inputShape.ts';
import type { KernelInput } from '../input/kernelInput.ts';
import { exampleShape } from '../input/raggedLengths.ts';
import type { PoolingInputs } from '../input/readInputs.ts';
import { readRagged } from '../input/readRagged.ts';
import { plannedDevice } from '../runtime/device.ts';
import { dialectOf } from '../runtime/dialectOf.ts';
import { type Kernels, kernelSets } from '../runtime/kernelSets.ts';
import { byArgument, callInputs, onlyRequired, type ResultOptions, withKernels } from './poolingKernels.ts';

/** What a ragged pooling is made with. */
export interface RaggedOptions extends ResultOptions {
  readonly channels: number;
}

/** What a ragged call computes, in terms of core's inputs. */
export type RaggedTask = (
  recorder: Recorder,
  spec: PoolingSpec,
  inputs: RaggedInputs<Expression, Places>,
  dy: Expression,
) => readonly Target[];

/** Runs a task for batches of any images; `call` gives the values of its targets by name, and how many tokens came. */
export interface RaggedKernels extends Kernels {
  readonly call: (
    tokens: KernelInput,
    offsets: readonly number[],
    inputs: PoolingInputs,
    dy?: KernelInput,
  ) => Promise<{ readonly values: Record<string, unknown>; readonly total: number }>;
}

interface Call extends CallInputs {
  readonly shape: RaggedShape;
}

export function raggedKernels(
  gpu: GPU,
  given: PoolingSpecInput | PoolingSpec,
  { channels, pipeline = false }: RaggedOptions,
  task: RaggedTask,
): RaggedKernels {
  const spec = parseSpec(given);
  checkLength(spec, 'channels', channels);
  const plan = (call: Call) => {
    const { shape } = call;
    const recorder = createRecorder();
    const perToken = (name: string): Expression | undefined =>
      call.given.includes(name) ? recorder.array(name, [1, shape.total, 1], ['tokens']) : undefined;
    const inputs: RaggedInputs<Expression, Places> = {
      tokens: recorder.array('tokens', [1, shape.total, channels], ['tokens', 'channels']),
      offsets: recordPlaces(recorder, shape),
      channels,
      mask: perToken('mask'),
      weights: perToken('weights'),
      parameters: recordParameters(recorder, spec, channels, call),
    };
    const pooled = [shape.images, 1, outputChannels(spec, channels)] as const;
    const dy = recorder.array('dy', pooled, ['batch', 'channels']);
    return planOf(recorder, spec, task(recorder, spec, inputs, dy), gpuJs(dialectOf(plannedDevice(gpu))));
  };
  const sets = kernelSets<Call>({
    operation: spec.type,
    gpu,
    pipeline,
    plan,
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
        const { shape, total, values, parameters, places } = read;
        const call = { shape, ...callInputs(values, parameters) };
        return { total, values: await sets.run(call, { ...byArgument(values, parameters), places }) };
      },
    },
    sets,
  );
}
