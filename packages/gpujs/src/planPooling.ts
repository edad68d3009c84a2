import {
  type LiveParameters,
  outputChannels,
  type Parameter,
  type PoolInputs,
  type PoolingSpec,
  parametersOf,
  seamShape,
} from '@ggem/core';
import { argumentName } from './argumentName.ts';
import type { Dialect } from './dialect.ts';
import type { Axis, Expression } from './expression.ts';
import type { Target } from './kernelText.ts';
import { type PlannedKernel, planKernels } from './planKernels.ts';
import type { PoolingShape } from './readInputs.ts';
import { createRecorder, type Recorder } from './recorder.ts';

/** What a call computes, in terms of core's inputs. */
export type Task = (
  recorder: Recorder,
  spec: PoolingSpec,
  inputs: PoolInputs<Expression>,
  dy: Expression,
) => readonly Target[];

/** The inputs of a call, as far as kernels depend on them. */
export interface Call {
  readonly batch: number;
  /** Which of mask and weights are given. */
  readonly given: readonly string[];
  /** Which parameters are given. */
  readonly live: readonly string[];
  /** Values of parameters that the host has: they may decide which formula runs. */
  readonly parameterValues: Readonly<Record<string, readonly number[] | undefined>>;
  readonly dialect: Dialect;
}

/** The kernels of a call. */
export interface Plan {
  readonly kernels: readonly PlannedKernel[];
  /** Names of the kernels whose values are wanted. */
  readonly results: readonly string[];
  /** Plans of one key are the same. */
  readonly key: string;
}

/** Records a pooling and turns it into kernels. */
export function planPooling(spec: PoolingSpec, shape: PoolingShape, task: Task, call: Call): Plan {
  const { tokens, channels, grid } = shape;
  const { batch, given, live, parameterValues, dialect } = call;
  const recorder = createRecorder();
  const perToken = (name: string): Expression | undefined =>
    given.includes(name) ? recorder.array(name, [batch, tokens, 1], ['batch', 'tokens']) : undefined;
  const parameters: LiveParameters<Expression> = Object.fromEntries(
    parametersOf(spec, channels)
      .filter(({ name }) => live.includes(name))
      .map((parameter) => [
        parameter.name,
        {
          tensor: recorder.array(
            argumentName(parameter.name),
            seamShape(parameter.shape),
            parameterAxes(parameter),
          ),
          values: parameterValues[parameter.name],
        },
      ]),
  );
  const inputs: PoolInputs<Expression> = {
    tokens: recorder.array('tokens', [batch, tokens, channels], ['batch', 'tokens', 'channels']),
    channels,
    mask: perToken('mask'),
    weights: perToken('weights'),
    parameters,
    ...(grid && { grid }),
  };
  const dy = recorder.array('dy', [batch, 1, outputChannels(spec, channels)], ['batch', 'channels']);
  const targets = task(recorder, spec, inputs, dy);
  const kernels = planKernels(recorder, targets, JSON.stringify(spec), dialect);
  return {
    kernels,
    results: targets.map(({ name }) => name),
    key: JSON.stringify(kernels.map(({ source, constants, output }) => [source, constants, output])),
  };
}

/** How a parameter is indexed: by channel, or by token and channel where it has two axes. */
export function parameterAxes({ shape }: Pick<Parameter, 'shape'>): readonly Axis[] {
  return shape.length === 1 ? ['channels'] : ['tokens', 'channels'];
}
