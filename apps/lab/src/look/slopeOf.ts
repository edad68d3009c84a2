import { gradientMaps } from '@ggem/analysis';
import {
  attributionMap,
  outputChannels,
  type PoolingSpecInput,
  parseSpec,
  poolArrayGradient,
} from '@ggem/core';
import type { OneImage } from './imageTokens.ts';
import { type Grid, short } from './lookOf.ts';

/** What moves a pooled vector, for one image. All are gradients times the number of patches: 1 is what each has in the mean. */
export interface Slope {
  /** The size of the gradient of the sum of all pooled channels by each channel of a patch, the mean over channels. */
  readonly gradient: readonly number[];
  /** Equation 5, `∂f_d / ∂x_id`, for single channels d; none where the pooling has other channels than the tokens. */
  readonly channels: readonly (readonly number[])[];
}

/** How much the vector of a pooling rises with each patch. */
export function slopeOf(
  tokens: OneImage,
  spec: PoolingSpecInput,
  grid: Grid,
  channels: readonly number[],
): Slope {
  const [, count, width] = tokens.shape;
  const patches = grid[0] * grid[1];
  const pooled = outputChannels(parseSpec(spec), width);
  const ones = { data: new Float64Array(pooled).fill(1), shape: [1, pooled] };
  const { tokens: all } = poolArrayGradient(tokens, spec, ones);
  const sizes = Float64Array.from({ length: count }, (_, token) => {
    const row = all.subarray(token * width, (token + 1) * width);
    return row.reduce((sum, value) => sum + Math.abs(value), 0) / width;
  });
  const scaled = (map: ArrayLike<number>): readonly number[] =>
    Array.from(map, (value) => short(value * patches));
  return {
    gradient: scaled(attributionMap({ shape: [1, count, 1], data: sizes }, grid)),
    channels:
      pooled === width
        ? inMaps(gradientMaps(tokens, spec, { grid, channels }).data, patches).map(scaled)
        : [],
  };
}

/** One map after the other. */
export function inMaps(data: Float64Array, patches: number): readonly Float64Array[] {
  return Array.from({ length: data.length / patches }, (_, i) =>
    data.subarray(i * patches, (i + 1) * patches),
  );
}
