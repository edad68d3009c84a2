import { attributionArray, attributionMap, type PoolingSpecInput } from '@ggem/core';
import type { OneImage } from './imageTokens.ts';

/** Rows and columns of patches. */
export type Grid = readonly [height: number, width: number];

/** Where a pooling looks in one image. */
export interface Look {
  /**
   * The weight of each patch, averaged over channels, times the number of patches: 1 is what it has in the mean. Row by row.
   */
  readonly weights: readonly number[];
  /** `exp(-Σ w ln w)` of the averaged weights: over how many tokens they are spread. */
  readonly effectiveTokens: number;
  /** The same of each channel's own weights, the mean over channels. */
  readonly effectiveByChannel: number;
  /** The weights of single channels, on the scale of `weights`; none where the pooling has other channels than the tokens. */
  readonly channels: readonly (readonly number[])[];
}

/** Where a pooling looks: its exact weights, which give the pooled vector, laid on the grid of patches. */
export function lookOf(
  tokens: OneImage,
  spec: PoolingSpecInput,
  grid: Grid,
  channels: readonly number[] = [],
): Look {
  const { average, byChannel } = attributionArray(tokens, spec);
  const [, count, width] = byChannel.weights.shape;
  const patches = grid[0] * grid[1];
  const shares = (data: ArrayLike<number>): readonly number[] => {
    const map = attributionMap({ shape: [1, count, 1], data: Float64Array.from(data) }, grid);
    return Array.from(map, (weight) => short(weight * patches));
  };
  const isSame = width === tokens.shape[2];
  const of = (channel: number): Float64Array =>
    Float64Array.from({ length: count }, (_, token) => byChannel.weights.data[token * width + channel]!);
  const { data: each } = byChannel.effectiveTokens;
  return {
    weights: shares(average.weights.data),
    effectiveTokens: average.effectiveTokens.data[0]!,
    effectiveByChannel: each.reduce((sum, one) => sum + one, 0) / each.length,
    channels: isSame ? channels.map((channel) => shares(of(channel))) : [],
  };
}

/** A number with five digits: maps are drawn, and files of results are read by people too. */
export function short(value: number): number {
  return Number(value.toPrecision(5));
}
