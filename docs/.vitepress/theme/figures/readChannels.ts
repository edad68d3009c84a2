import { type PoolingSpecInput, poolArray, poolingWeightsArray } from '@ggem/core';
import { channels, exampleTokens } from './exampleTokens.ts';

/** One channel under a spec: its tokens, their weights and its pooled value, all computed by core. */
export interface ChannelReading {
  readonly tokens: readonly number[];
  readonly weights: readonly number[];
  readonly pooled: number;
  readonly mean: number;
  readonly max: number;
  /** How many tokens it draws on: `exp` of the entropy of the weights. */
  readonly inUse: number;
}

export function readChannels(spec: PoolingSpecInput): readonly ChannelReading[] {
  const pooled = poolArray(exampleTokens, spec);
  const weights = poolingWeightsArray(exampleTokens, spec);
  const mean = poolArray(exampleTokens, { type: 'mean' });
  const max = poolArray(exampleTokens, { type: 'max' });
  return Array.from({ length: channels }, (_, c) => {
    const own = column(weights, c);
    return {
      tokens: column(exampleTokens.data, c),
      weights: own,
      pooled: pooled[c]!,
      mean: mean[c]!,
      max: max[c]!,
      inUse: Math.exp(own.reduce((sum, w) => (w > 0 ? sum - w * Math.log(w) : sum), 0)),
    };
  });
}

function column(values: ArrayLike<number>, c: number): number[] {
  return Array.from({ length: values.length / channels }, (_, i) => values[i * channels + c]!);
}
