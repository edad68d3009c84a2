import { outputChannels, type PoolInputs, type PoolingSpec } from '@ggem/core';
import type { KernelTarget } from '../codegen/language.ts';
import type { Axis, Expression } from '../graph/expression.ts';
import { createRecorder, type Recorder } from '../graph/recorder.ts';
import type { Target } from '../schedule/target.ts';
import { type CallInputs, type Plan, planOf, recordParameters } from './plan.ts';

/** What a call computes, in terms of core's inputs. */
export type Task = (
  recorder: Recorder,
  spec: PoolingSpec,
  inputs: PoolInputs<Expression>,
  dy: Expression,
  /** By which axes tokens, and what is pooled, are indexed. */
  axes: { readonly tokens: readonly Axis[]; readonly pooled: readonly Axis[] },
) => readonly Target[];

/** The inputs of a call, as far as kernels depend on them. */
export interface Call extends CallInputs {
  readonly batch: number;
}

/** The shape that a pooling is made for; the batch is the call's. */
export interface SampleShape {
  readonly tokens: number;
  readonly channels: number;
  /** How the tokens after the prefix lie, for poolings over regions. */
  readonly grid?: readonly [number, number] | undefined;
  /** The axes by which kernels index tokens, from the outermost. */
  readonly axes: readonly Axis[];
}

/** Records a pooling and turns it into kernels. */
export function planPooling<K>(
  spec: PoolingSpec,
  { tokens, channels, grid, axes }: SampleShape,
  keepDims: boolean,
  task: Task,
  target: KernelTarget<K>,
  call: Call,
): Plan<K> {
  const { batch, given } = call;
  const recorder = createRecorder();
  const perToken = (name: string): Expression | undefined =>
    given.includes(name) ? recorder.array(name, [batch, tokens, 1], ['batch', 'tokens']) : undefined;
  const pooled: readonly Axis[] = keepDims ? axes : ['batch', 'channels'];
  const inputs: PoolInputs<Expression> = {
    tokens: recorder.array('tokens', [batch, tokens, channels], axes),
    channels,
    mask: perToken('mask'),
    weights: perToken('weights'),
    parameters: recordParameters(recorder, spec, channels, call),
    ...(grid && { grid }),
  };
  const dy = recorder.array('dy', [batch, 1, outputChannels(spec, channels)], pooled);
  return planOf(recorder, spec, task(recorder, spec, inputs, dy, { tokens: axes, pooled }), target);
}
