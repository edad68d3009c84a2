import type { PoolingSpec } from '@ggem/core';
import { readParameters as readEach, startValues } from '@ggem/kernels';
import { type PoolingInput, type ReadInput, readInput } from './poolingInput.ts';

/** Parameters as they were given. */
export type GivenParameters = Readonly<Record<string, PoolingInput | undefined>>;

/** The parameters that were given, read in the shapes that core knows. */
export function readParameters(
  spec: PoolingSpec,
  channels: number,
  parameters: GivenParameters,
): Readonly<Record<string, ReadInput>> {
  const operation = spec.type;
  return readEach(spec, channels, parameters, (name, axes, lengths, input) =>
    readInput({ operation, name, axes, lengths, input }),
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
  return startValues<PoolingInput>(spec, channels, (data, shape) => ({ data, shape }));
}
