import {
  outputChannels,
  type PoolingSpec,
  type PoolingSpecInput,
  parseSpec,
  type RaggedInputs,
} from '@ggem/core';
import type { GPU } from 'gpu.js';
import { plannedDevice } from './device.ts';
import { dialectOf } from './dialect.ts';
import type { Expression } from './expression.ts';
import { checkLength } from './inputShape.ts';
import type { KernelInput } from './kernelInput.ts';
import { type Kernels, kernelSets } from './kernelSets.ts';
import type { Target } from './kernelText.ts';
import { type Places, type RaggedShape, recordPlaces } from './places.ts';
import { type CallInputs, planOf, recordParameters } from './plan.ts';
import { byArgument, callInputs, onlyRequired, type ResultOptions, withKernels } from './poolingKernels.ts';
import { exampleShape } from './raggedLengths.ts';
import type { PoolingInputs } from './readInputs.ts';
import { readRagged } from './readRagged.ts';
import { createRecorder, type Recorder } from './recorder.ts';

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
    return planOf(recorder, spec, task(recorder, spec, inputs, dy), dialectOf(plannedDevice(gpu)));
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
