import { type PoolingSpec, parametersOf } from '@ggem/core';
import { type KernelInput, type ReadInput, readInput } from './kernelInput.ts';

/** Parameters as they were given. */
export type GivenParameters = Readonly<Record<string, KernelInput | undefined>>;

/** The parameters that were given, read in the shapes that core knows. */
export function readParameters(
  spec: PoolingSpec,
  channels: number,
  parameters: GivenParameters,
): Readonly<Record<string, ReadInput>> {
  const known = new Map(parametersOf(spec, channels).map((parameter) => [parameter.name, parameter]));
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, input]): (readonly [string, ReadInput])[] => {
      if (input === undefined) return [];
      const { shape = [1], axes = [] } = known.get(name) ?? {};
      return [[name, readInput(spec.type, name, `[${axes.join(', ')}]`, shape, input)]];
    }),
  );
}
