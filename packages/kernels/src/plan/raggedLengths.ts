import { fewestTokens, gridOf, type PoolingSpec, withParts } from '@ggem/core';
import type { RaggedShape } from '../graph/tokenIndex.ts';

/** The length of the longest image for which kernels are made: rounded up, unless the spec has a grid. */
export function longestFor(spec: PoolingSpec, offsets: readonly number[]): number {
  const longest = Math.max(0, ...offsets.slice(1).map((end, b) => end - offsets[b]!));
  return hasGrid(spec) ? longest : rounded(longest);
}

/** Rounds up to one of four lengths between a power of two and the next. */
export function rounded(length: number): number {
  const step = 2 ** Math.max(0, Math.floor(Math.log2(length)) - 2);
  return Math.ceil(length / step) * step;
}

/** A batch of one image, for the source text of kernels before the first call. */
export function exampleShape(spec: PoolingSpec): RaggedShape {
  const longest = hasGrid(spec) ? fewestTokens(spec) : Math.max(256, fewestTokens(spec));
  return { images: 1, longest, total: longest };
}

/** Whether a spec has a grid. Then lengths are exact, since the masks of its regions have the tokens of the grid. */
function hasGrid(spec: PoolingSpec): boolean {
  return withParts(spec).some((one) => gridOf(one) != null);
}
