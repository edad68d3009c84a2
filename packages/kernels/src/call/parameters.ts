import { type PoolingSpec, parametersOf } from '@ggem/core';
import { gradientName } from '../plan/parameters.ts';
import { present } from './present.ts';

/** Reads the parameters that were given in the shapes that core knows; `read` takes a name, axes in words and their lengths. */
export function readParameters<I, R>(
  spec: PoolingSpec,
  channels: number,
  given: Readonly<Record<string, I | undefined>>,
  read: (name: string, axes: string, lengths: readonly number[], input: I) => R,
): Readonly<Record<string, R>> {
  const known = new Map(parametersOf(spec, channels).map((parameter) => [parameter.name, parameter]));
  return Object.fromEntries(
    Object.entries(present(given)).map(([name, input]) => {
      const { shape = [1], axes = [] } = known.get(name) ?? {};
      return [name, read(name, `[${axes.join(', ')}]`, shape, input)];
    }),
  );
}

/** The parameters by which a gradient is taken: those that train, with the values of the spec, and those that the call gives. */
export function startValues<I>(
  spec: PoolingSpec,
  channels: number,
  inputOf: (values: Float32Array, shape: readonly number[]) => I,
): (given: Readonly<Record<string, I | undefined>> | undefined) => Readonly<Record<string, I>> {
  const starts = Object.fromEntries(
    parametersOf(spec, channels)
      .filter(({ trainable, required }) => trainable && !required)
      .map(({ name, shape, start }) => [name, inputOf(Float32Array.from(start), shape)]),
  );
  return (given = {}) => ({ ...starts, ...present(given) });
}

/** Picks the gradients of parameters from what kernels gave, by the names of the parameters. */
export function gradientsByName<V>(
  names: readonly string[],
  results: Readonly<Record<string, V>>,
): Record<string, V> {
  return Object.fromEntries(names.map((name) => [name, results[gradientName(name)]!]));
}
