import { GgemError, outputChannels, type PoolingSpec, parametersOf } from '@ggem/core';
import { gradientName } from '@ggem/kernels';

/** A call without tokens. */
export interface EmptyCall {
  readonly spec: PoolingSpec;
  readonly channels: number;
  /** How many images there are. */
  readonly images: number;
  /** Parameters whose gradient is wanted. */
  readonly parameters: readonly string[];
  readonly pipeline: boolean;
}

/**
 * Results where there are no tokens at all, by the names of the targets: gpu.js runs no kernel over nothing. An image
 * without tokens gives zeros, and a parameter's gradient is 0.
 *
 * Throws a `GgemError` with code `shape` where results should stay on the device, which has no empty texture.
 */
export function emptyResults(call: EmptyCall): Record<string, unknown> {
  const { spec, channels, images, parameters, pipeline } = call;
  if (pipeline) {
    throw new GgemError(
      'shape',
      `${spec.type}: tokens must not be empty where pipeline is true, since a texture holds at least one number, but none came. Leave the call out.`,
    );
  }
  const zeros = parametersOf(spec, channels)
    .filter(({ name }) => parameters.includes(name))
    .map(({ name, shape }) => [gradientName(name), zerosOf(shape)] as const);
  return {
    pooled: zerosOf([images, outputChannels(spec, channels)]),
    w: [],
    dx: [],
    ...Object.fromEntries(zeros),
  };
}

function zerosOf([first, ...rest]: readonly number[]): Float32Array | readonly Float32Array[] {
  if (rest.length === 0) return new Float32Array(first!);
  return Array.from({ length: first! }, () => new Float32Array(rest[0]!));
}
