import { outputChannels, type PoolInputs, type PoolingSpec, type Sides } from '@ggem/core';
import type { KernelTarget } from '../codegen/language.ts';
import type { Axis, Expression } from '../graph/expression.ts';
import type { Recorder } from '../graph/recorder.ts';
import type { Target } from '../schedule/target.ts';
import type { CallInputs } from './callInputs.ts';
import { recordParameters } from './parameters.ts';
import { type Plan, planOf } from './plan.ts';
import { recordTask, type Task } from './tasks.ts';

/** All of a batch that kernels depend on. */
export interface BatchCall extends CallInputs {
  readonly batch: number;
  readonly tokens: number;
  readonly channels: number;
  /** The axes by which kernels index tokens, from the outermost. Default: batch, tokens, channels. */
  readonly axes?: readonly Axis[] | undefined;
  /** The axes of what is pooled. Default: batch, channels. */
  readonly pooledAxes?: readonly Axis[] | undefined;
  /** How the tokens after the prefix lie, for poolings over regions. */
  readonly grid?: Sides | undefined;
}

/**
 * The kernels of a task. Their arguments are `tokens`, `mask` and `tokenWeights` `[batch, tokens]`, `dy`, and parameters by
 * `argumentName`; a kernel has only those that it reads. `Task` has the names of the results. The spec must be parsed;
 * shapes are not checked here.
 */
export function planPooling<K>(
  task: Task,
  spec: PoolingSpec,
  call: BatchCall,
  target: KernelTarget<K>,
): Plan<K> {
  const { batch, tokens, channels, grid } = call;
  const { axes = ['batch', 'tokens', 'channels'], pooledAxes = ['batch', 'channels'] } = call;
  const record = (recorder: Recorder, inputs: CallInputs): readonly Target[] => {
    const perToken = (name: string): Expression | undefined =>
      inputs.given.includes(name) ? recorder.array(name, [batch, tokens, 1], ['batch', 'tokens']) : undefined;
    const given: PoolInputs<Expression> = {
      tokens: recorder.array('tokens', [batch, tokens, channels], axes),
      channels,
      mask: perToken('mask'),
      tokenWeights: perToken('tokenWeights'),
      parameters: recordParameters(recorder, spec, channels, inputs),
      ...(grid && { grid }),
    };
    const dy = recorder.array('dy', [batch, 1, outputChannels(spec, channels)], pooledAxes);
    return recordTask(task, recorder, spec, given, dy, { tokens: axes, pooled: pooledAxes });
  };
  return planOf(spec, call, record, target);
}
