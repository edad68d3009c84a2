import { type LiveParameters, type Parameter, type PoolingSpec, parametersOf, seamShape } from '@ggem/core';
import type { KernelTarget } from '../codegen/language.ts';
import type { Axis, Expression } from '../graph/expression.ts';
import type { Recorder } from '../graph/recorder.ts';
import type { Target } from '../schedule/target.ts';
import { argumentName } from './argumentName.ts';
import { planKernels } from './planKernels.ts';

/** The kernels of a call. */
export interface Plan<K> {
  readonly kernels: readonly K[];
  /** Names of the kernels whose values are wanted. */
  readonly results: readonly string[];
  /** Plans of one key are the same. */
  readonly key: string;
}

/** What kernels of any kind depend on besides shapes. */
export interface CallInputs {
  /** Which of mask and weights are given. */
  readonly given: readonly string[];
  /** Which parameters are given. */
  readonly live: readonly string[];
  /** Values of parameters that the host has: they may decide which formula runs. */
  readonly parameterValues: Readonly<Record<string, readonly number[] | undefined>>;
}

/** Turns recorded values into kernels. */
export function planOf<K>(
  recorder: Recorder,
  spec: PoolingSpec,
  targets: readonly Target[],
  target: KernelTarget<K>,
): Plan<K> {
  const kernels = planKernels(recorder, targets, JSON.stringify(spec), target);
  return {
    kernels,
    results: targets.map(({ name }) => name),
    key: JSON.stringify(kernels),
  };
}

/** The parameters that come as arguments. */
export function recordParameters(
  recorder: Recorder,
  spec: PoolingSpec,
  channels: number,
  { live, parameterValues }: CallInputs,
): LiveParameters<Expression> {
  return Object.fromEntries(
    parametersOf(spec, channels)
      .filter(({ name }) => live.includes(name))
      .map((parameter) => {
        const { name, shape } = parameter;
        const tensor = recorder.array(argumentName(name), seamShape(shape), parameterAxes(parameter));
        return [name, { tensor, values: parameterValues[name] }];
      }),
  );
}

/** How a parameter is indexed: by channel, or by token and channel where it has two axes. */
export function parameterAxes({ shape }: Pick<Parameter, 'shape'>): readonly Axis[] {
  return shape.length === 1 ? ['channels'] : ['tokens', 'channels'];
}

/** The name of the kernel that gives a parameter's gradient. */
function gradientName(parameter: string): string {
  return `d${argumentName(parameter)}`;
}

/** The gradients of parameters among the values that kernels gave, by the names of the parameters. */
export function parameterGradients(
  names: readonly string[],
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, values[gradientName(name)]]));
}

/** Gradients of parameters as results of kernels. */
export function parameterTargets(
  spec: PoolingSpec,
  channels: number,
  gradients: Readonly<Record<string, Expression>>,
): readonly Target[] {
  const known = new Map(parametersOf(spec, channels).map((parameter) => [parameter.name, parameter]));
  return Object.entries(gradients).map(([name, x]) => ({
    name: gradientName(name),
    x,
    axes: parameterAxes(known.get(name)!),
  }));
}
