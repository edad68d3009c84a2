import { fixedExponents, isPowerMean } from '@ggem/core';
import type { KernelSpec } from './hasKernels.ts';

/** Exponents by group, from a call or else the spec; a pooling that has none counts as one with `p = 1`. */
export function groupExponents(spec: KernelSpec, given: ArrayLike<number> | undefined): ArrayLike<number> {
  return given ?? (isPowerMean(spec) ? fixedExponents(spec) : [1]);
}

/** The exponent of every channel. */
export function channelExponents(spec: KernelSpec, channels: number, p: ArrayLike<number>): Float32Array {
  return Float32Array.from({ length: channels }, (_, c) => p[groupOf(spec, channels, c)]!);
}

/** The group of a channel. */
export function groupOf(spec: KernelSpec, channels: number, channel: number): number {
  if (spec.type !== 'ggem') return 0;
  return spec.layout === 'interleaved'
    ? channel % spec.groups
    : Math.floor(channel / (channels / spec.groups));
}

/** `∂L/∂p` of every group: the sum over the batch and the group's channels of what each contributes. */
export function groupGradient(spec: KernelSpec, channels: number, perChannel: Float32Array): Float32Array {
  const sums = new Float64Array(spec.type === 'ggem' ? spec.groups : 1);
  perChannel.forEach((value, i) => {
    sums[groupOf(spec, channels, i % channels)]! += value;
  });
  return Float32Array.from(sums);
}
