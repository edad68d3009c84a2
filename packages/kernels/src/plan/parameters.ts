import { type LiveParameters, type Parameter, type PoolingSpec, parametersOf, seamShape } from '@ggem/core';
import type { Axis, Expression } from '../graph/expression.ts';
import type { Recorder } from '../graph/recorder.ts';
import type { Target } from '../schedule/target.ts';
import { argumentName } from './argumentName.ts';
import type { CallInputs } from './callInputs.ts';

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

/** The exponent `p` of a power mean along the channels of a result: one for each of them, or for each group. */
export function recordExponent(
  recorder: Recorder,
  spec: PoolingSpec,
  channels: number,
  along: number,
): Expression {
  const groups = 'groups' in spec ? spec.groups : 1;
  const p = recorder.array(argumentName('p'), [1, 1, groups], ['channels']);
  const interleaved = 'layout' in spec && spec.layout === 'interleaved';
  return along === groups ? p : recorder.spread(p, { groups, channels, interleaved });
}

/** How a parameter is indexed: by channel, or by token and channel where it has two axes. */
function parameterAxes({ shape }: Pick<Parameter, 'shape'>): readonly Axis[] {
  return shape.length === 1 ? ['channels'] : ['tokens', 'channels'];
}

/** The name of the kernel that gives a parameter's gradient. */
export function gradientName(parameter: string): string {
  return `d${argumentName(parameter)}`;
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
