import { outputChannels, type PoolingSpec, parametersOf, sizeOf } from '@ggem/core';
import { gradientName } from '@ggem/kernels';
import { makeStorage } from '../runtime/keptBuffers.ts';

/** A call without tokens. */
export interface EmptyCall {
  readonly spec: PoolingSpec;
  readonly channels: number;
  /** How many images there are. */
  readonly images: number;
  /** Parameters whose gradient is wanted. */
  readonly parameters: readonly string[];
  readonly device: GPUDevice;
  readonly readsBack: boolean;
}

/**
 * Results where there are no tokens at all, by the names of the targets: no kernel runs over nothing. An image without
 * tokens gives zeros, and a parameter's gradient is 0; a new buffer holds zeros.
 */
export function emptyResults(call: EmptyCall): Record<string, GPUBuffer | Float32Array> {
  const { spec, channels, images, parameters, device, readsBack } = call;
  const zeros = (name: string, size: number) =>
    [name, readsBack ? new Float32Array(size) : makeStorage(device, name, 4 * size)] as const;
  return Object.fromEntries([
    zeros('pooled', images * outputChannels(spec, channels)),
    zeros('w', 0),
    zeros('dx', 0),
    ...parametersOf(spec, channels)
      .filter(({ name }) => parameters.includes(name))
      .map(({ name, shape }) => zeros(gradientName(name), sizeOf(shape))),
  ]);
}
