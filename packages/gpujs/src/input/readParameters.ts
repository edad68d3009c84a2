import type { PoolingSpec } from '@ggem/core';
import { readParameters as readEach } from '@ggem/kernels';
import { type KernelInput, type ReadInput, readInput } from './kernelInput.ts';

/** Parameters as they were given. */
export type GivenParameters = Readonly<Record<string, KernelInput | undefined>>;

/** The parameters that were given, read in the shapes that core knows. */
export function readParameters(
  spec: PoolingSpec,
  channels: number,
  parameters: GivenParameters,
): Readonly<Record<string, ReadInput>> {
  return readEach(spec, channels, parameters, (name, axes, lengths, input) =>
    readInput(spec.type, name, axes, lengths, input),
  );
}
