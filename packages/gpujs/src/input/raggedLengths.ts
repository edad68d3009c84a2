import { fewestTokens, gridOf, type PoolingSpec, withParts } from '@ggem/core';
import type { RaggedShape } from '@ggem/kernels';

/** How many tokens of the longest image kernels are made for: rounded, unless the spec says how the tokens lie. */
export function longestFor(spec: PoolingSpec, offsets: readonly number[]): number {
  const longest = Math.max(0, ...offsets.slice(1).map((end, b) => end - offsets[b]!));
  return hasGrid(spec) ? longest : rounded(longest);
}

/** The next of four lengths between a power of two and the next. */
export function rounded(length: number): number {
  const step = 2 ** Math.max(0, Math.floor(Math.log2(length)) - 2);
  return Math.ceil(length / step) * step;
}

/** A batch of one image, to show what kernels look like before any came. */
export function exampleShape(spec: PoolingSpec): RaggedShape {
  const longest = hasGrid(spec) ? fewestTokens(spec) : Math.max(256, fewestTokens(spec));
  return { images: 1, longest, total: longest };
}

/** The masks of regions have exactly the tokens of their grid. */
function hasGrid(spec: PoolingSpec): boolean {
  return withParts(spec).some((one) => gridOf(one) != null);
}
