import {
  type PoolInputs,
  type PoolingSpec,
  pool,
  poolGradient,
  poolingWeights,
  poolRagged,
  type RaggedInputs,
  raggedPoolGradient,
  raggedPoolingWeights,
} from '@ggem/core';
import type { Axis, Expression } from '../graph/expression.ts';
import type { Recorder } from '../graph/recorder.ts';
import type { TokenIndex } from '../graph/tokenIndex.ts';
import type { Target } from '../schedule/target.ts';
import { parameterTargets } from './parameters.ts';

/**
 * What a plan computes: `pooled`; the weights `w`; or the gradients `dx` for tokens and, by `gradientName`, those for
 * parameters.
 */
export type Task = 'pooled' | 'poolingWeights' | 'gradient';

/** The axes by which tokens and pooled values are indexed. */
export interface TaskAxes {
  readonly tokens: readonly Axis[];
  readonly pooled: readonly Axis[];
}

/** Records a task for a batch. */
export function recordTask(
  task: Task,
  recorder: Recorder,
  spec: PoolingSpec,
  inputs: PoolInputs<Expression>,
  dy: Expression,
  axes: TaskAxes,
): readonly Target[] {
  switch (task) {
    case 'pooled':
      return [{ name: 'pooled', x: pool(recorder, spec, inputs), axes: axes.pooled }];
    case 'poolingWeights':
      return [
        { name: 'w', x: poolingWeights(recorder, spec, inputs), axes: ['batch', 'tokens', 'channels'] },
      ];
    case 'gradient': {
      const { tokens, parameters } = poolGradient(recorder, spec, inputs, dy);
      const dx: Target = { name: 'dx', x: tokens, axes: axes.tokens };
      return [dx, ...parameterTargets(spec, inputs.channels, parameters)];
    }
    default:
      return task satisfies never;
  }
}

/** Records a task for a ragged batch. */
export function recordRaggedTask(
  task: Task,
  recorder: Recorder,
  spec: PoolingSpec,
  inputs: RaggedInputs<Expression, TokenIndex>,
  dy: Expression,
): readonly Target[] {
  switch (task) {
    case 'pooled':
      return [{ name: 'pooled', x: poolRagged(recorder, spec, inputs), axes: ['batch', 'channels'] }];
    case 'poolingWeights':
      return [{ name: 'w', x: raggedPoolingWeights(recorder, spec, inputs), axes: ['tokens', 'channels'] }];
    case 'gradient': {
      const { tokens, parameters } = raggedPoolGradient(recorder, spec, inputs, dy);
      const dx: Target = { name: 'dx', x: tokens, axes: ['tokens', 'channels'] };
      return [dx, ...parameterTargets(spec, inputs.channels, parameters)];
    }
    default:
      return task satisfies never;
  }
}
