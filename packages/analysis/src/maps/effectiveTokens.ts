import {
  type AttributionOptions,
  attributionArray,
  type NumbersInput,
  type PoolingSpecInput,
} from '@ggem/core';

/** How many tokens count, of each image. */
export interface EffectiveTokens {
  /** `[images]`: by the weights averaged over channels. */
  readonly average: Float64Array;
  /** `[images, groups]`: by those averaged over each group of channels. */
  readonly byGroup: Float64Array;
  /** `[images, channels]`. */
  readonly byChannel: Float64Array;
}

/**
 * The effective number of tokens `exp(-Σ w ln w)` of the pooling weights `w`: 1 where one token decides, n where n count alike; 0
 * where none is kept. Core's `attributionArray`, whose weights `attributionMap` lays out as maps; input and errors are its own.
 */
export function effectiveTokens(
  tokens: NumbersInput,
  spec: PoolingSpecInput,
  options: AttributionOptions = {},
): EffectiveTokens {
  const { average, byGroup, byChannel } = attributionArray(tokens, spec, options);
  return {
    average: average.effectiveTokens.data,
    byGroup: byGroup.effectiveTokens.data,
    byChannel: byChannel.effectiveTokens.data,
  };
}
