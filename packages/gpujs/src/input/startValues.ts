import type { PoolingSpec } from '@ggem/core';
import { startValues as startsOf } from '@ggem/kernels';
import type { KernelInput } from './kernelInput.ts';
import type { GivenParameters } from './readParameters.ts';

/** The parameters by which a gradient is taken: those that train, with the values of the spec, and those that the call gives. */
export function startValues(
  spec: PoolingSpec,
  channels: number,
): (given: GivenParameters | undefined) => Readonly<Record<string, KernelInput>> {
  return startsOf<KernelInput>(spec, channels, shaped);
}

function shaped(flat: Float32Array, shape: readonly number[]): KernelInput {
  if (shape.length === 1) return flat;
  const [rows, width] = shape as readonly [number, number];
  return Array.from({ length: rows }, (_, i) => flat.subarray(i * width, (i + 1) * width));
}
