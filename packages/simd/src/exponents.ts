import { exponentLayout, type FlatOptions, fixedExponents, groupOf, isPowerMean } from '@ggem/core';
import type { KernelSpec } from './hasKernels.ts';

/** Exponents of groups, and what makes of them those of channels. */
export interface Exponents {
  readonly ofGroups: ArrayLike<number>;
  readonly ofChannels: (ofGroups: ArrayLike<number>) => Float32Array;
}

/** The exponents of all groups, from the call or else from the spec. Poolings without exponents have one, 1. */
export function exponentsOf(spec: KernelSpec, channels: number, { parameters }: FlatOptions): Exponents {
  const layout = exponentLayout(spec, channels);
  return {
    ofGroups: parameters?.p ?? (isPowerMean(spec) ? fixedExponents(spec) : [1]),
    ofChannels: (p) => Float32Array.from({ length: channels }, (_, c) => p[groupOf(c, layout)]!),
  };
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
