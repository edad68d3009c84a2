import { type PoolingSpec, parametersOf } from '@ggem/core';
import type { KernelInput } from './kernelInput.ts';
import type { GivenParameters } from './readParameters.ts';

/** The parameters by which a gradient is taken: those that train, with the values of the spec, and those that the call gives. */
export function startValues(
  spec: PoolingSpec,
  channels: number,
): (given: GivenParameters | undefined) => Readonly<Record<string, KernelInput>> {
  const starts = Object.fromEntries(
    parametersOf(spec, channels)
      .filter(({ trainable, required }) => trainable && !required)
      .map(({ name, shape, start }) => [name, shaped(start, shape)]),
  );
  return (given = {}) => {
    const present = Object.entries(given).filter(
      (entry): entry is [string, KernelInput] => entry[1] !== undefined,
    );
    return { ...starts, ...Object.fromEntries(present) };
  };
}

function shaped(values: readonly number[], shape: readonly number[]): KernelInput {
  const flat = Float32Array.from(values);
  if (shape.length === 1) return flat;
  const [rows, width] = shape as readonly [number, number];
  return Array.from({ length: rows }, (_, i) => flat.subarray(i * width, (i + 1) * width));
}
