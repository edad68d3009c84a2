import {
  type AttendSpec,
  attendOf,
  fixedExponents,
  type GemSpec,
  type GgemSpec,
  isPowerMean,
  type MaxSpec,
  type MeanSpec,
  type PoolingSpec,
} from '@ggem/core';

/** The poolings that have kernels. */
export type KernelSpec = MeanSpec | MaxSpec | GemSpec | GgemSpec;

/** Those of them whose tokens attend. */
export type AttendKernelSpec = (MeanSpec | GemSpec | GgemSpec) & { readonly attend: AttendSpec };

/** Whether `@ggem/simd` has kernels for a pooling; the others run by core's own loops. */
export function hasKernels(spec: PoolingSpec): boolean {
  return isKernelSpec(spec) || isAttendKernelSpec(spec);
}

export function isKernelSpec(spec: PoolingSpec): spec is KernelSpec {
  return attendOf(spec) === undefined && (spec.type === 'max' || hasMean(spec));
}

/**
 * The same for tokens that attend. Kernels see the tokens that have a share of the weight, while `p = ±∞` and the rule
 * `shift` for negatives ask for the largest or smallest of all kept ones.
 */
export function isAttendKernelSpec(spec: PoolingSpec): spec is AttendKernelSpec {
  if (attendOf(spec) === undefined || !hasMean(spec)) return false;
  return !isPowerMean(spec) || (spec.negatives !== 'shift' && fixedExponents(spec).every(Number.isFinite));
}

function hasMean({ type }: PoolingSpec): boolean {
  return type === 'mean' || type === 'gem' || type === 'ggem';
}
