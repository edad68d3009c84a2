import { type PoolingSpec, parametersOf } from '@ggem/core';
import { type PoolingInput, type ReadInput, readInput } from './poolingInput.ts';

/** Parameters as they were given. */
export type GivenParameters = Readonly<Record<string, PoolingInput | undefined>>;

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
      const words = `[${axes.join(', ')}]`;
      return [[name, readInput({ operation: spec.type, name, axes: words, lengths: shape, input })]];
    }),
  );
}

/**
 * The parameters by which a gradient is taken: those that train, with the values of the spec, and those that the call
 * gives.
 */
export function withStartValues(
  spec: PoolingSpec,
  channels: number,
): (given: GivenParameters | undefined) => Readonly<Record<string, PoolingInput>> {
  const starts = Object.fromEntries(
    parametersOf(spec, channels)
      .filter(({ trainable, required }) => trainable && !required)
      .map(({ name, shape, start }) => [name, { data: Float32Array.from(start), shape }]),
  );
  return (given = {}) => {
    const present = Object.entries(given).filter(
      (entry): entry is [string, PoolingInput] => entry[1] !== undefined,
    );
    return { ...starts, ...Object.fromEntries(present) };
  };
}
