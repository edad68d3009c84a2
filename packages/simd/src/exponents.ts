import { fixedExponents, isPowerMean } from '@ggem/core';
import type { KernelSpec } from './hasKernels.ts';

/** Exponents by group, from a call or else the spec. */
export function groupExponents(spec: KernelSpec, given: ArrayLike<number> | undefined): ArrayLike<number> {
  return given ?? (isPowerMean(spec) ? fixedExponents(spec) : []);
}

/** The exponent of every channel; 1 where the pooling has none. */
export function channelExponents(
  spec: KernelSpec,
  channels: number,
  given: ArrayLike<number> | undefined,
): Float32Array {
  if (!isPowerMean(spec)) return new Float32Array(channels).fill(1);
  const p = groupExponents(spec, given);
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
