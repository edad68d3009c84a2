import { outputChannels, type PoolingSpec, type RaggedInputs } from '@ggem/core';
import type { KernelTarget } from '../codegen/language.ts';
import type { Expression } from '../graph/expression.ts';
import type { Recorder } from '../graph/recorder.ts';
import type { RaggedShape, TokenIndex } from '../graph/tokenIndex.ts';
import type { Target } from '../schedule/target.ts';
import type { CallInputs } from './callInputs.ts';
import { recordParameters } from './parameters.ts';
import { type Plan, planOf } from './plan.ts';
import { recordTokenIndex } from './recordTokenIndex.ts';
import { recordRaggedTask, type Task } from './tasks.ts';

/** All of a ragged batch that kernels depend on. */
export interface RaggedCall extends CallInputs {
  readonly shape: RaggedShape;
  readonly channels: number;
}

/**
 * The kernels of a task for images of different lengths: `tokens` `[total, channels]`, `mask` and `tokenWeights` `[total]`,
 * `tokenIndex` as `tokenIndexOf` makes them, `dy` `[images, channels]`.
 */
export function planRagged<K>(
  task: Task,
  spec: PoolingSpec,
  call: RaggedCall,
  target: KernelTarget<K>,
): Plan<K> {
  const { shape, channels } = call;
  const record = (recorder: Recorder, inputs: CallInputs): readonly Target[] => {
    const perToken = (name: string): Expression | undefined =>
      inputs.given.includes(name) ? recorder.array(name, [1, shape.total, 1], ['tokens']) : undefined;
    const given: RaggedInputs<Expression, TokenIndex> = {
      tokens: recorder.array('tokens', [1, shape.total, channels], ['tokens', 'channels']),
      offsets: recordTokenIndex(recorder, shape),
      channels,
      mask: perToken('mask'),
      tokenWeights: perToken('tokenWeights'),
      parameters: recordParameters(recorder, spec, channels, inputs),
    };
    const pooled = [shape.images, 1, outputChannels(spec, channels)] as const;
    const dy = recorder.array('dy', pooled, ['batch', 'channels']);
    return recordRaggedTask(task, recorder, spec, given, dy);
  };
  return planOf(spec, call, record, target);
}
