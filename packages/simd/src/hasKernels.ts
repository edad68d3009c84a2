import type { GemSpec, GgemSpec, MaxSpec, MeanSpec, PoolingSpec } from '@ggem/core';

/** The poolings that have kernels. */
export type KernelSpec = MeanSpec | MaxSpec | GemSpec | GgemSpec;

/** Whether a pooling has kernels; the others run by core's own loops. */
export function hasKernels(spec: PoolingSpec): spec is KernelSpec {
  return spec.type === 'mean' || spec.type === 'max' || spec.type === 'gem' || spec.type === 'ggem';
}
