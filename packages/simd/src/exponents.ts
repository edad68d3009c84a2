import { exponentLayout, fixedExponents, groupOf, isPowerMean } from '@ggem/core';
import type { KernelSpec } from './hasKernels.ts';

/** The exponents of all groups, from the call or else from the spec. Poolings without exponents have one, 1. */
export function groupExponents(spec: KernelSpec, given: ArrayLike<number> | undefined): ArrayLike<number> {
  return given ?? (isPowerMean(spec) ? fixedExponents(spec) : [1]);
}

/** The exponent of every channel. */
export function channelExponents(spec: KernelSpec, channels: number, p: ArrayLike<number>): Float32Array {
  const layout = exponentLayout(spec, channels);
  return Float32Array.from({ length: channels }, (_, c) => p[groupOf(c, layout)]!);
}

/** `∂L/∂p` of every group: the sum of `perChannel`, `[batch, channels]`, over the batch and the channels of the group. */
export function groupGradient(spec: KernelSpec, channels: number, perChannel: Float32Array): Float32Array {
  const layout = exponentLayout(spec, channels);
  const sums = new Float64Array(layout.groups);
  perChannel.forEach((value, i) => {
    sums[groupOf(i % channels, layout)]! += value;
  });
  return Float32Array.from(sums);
}
