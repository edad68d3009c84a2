import type { PoolingSpec } from '@ggem/core';
import type { LayOptions } from './layPooling.ts';
import type { TokensSource } from './tokensSource.ts';

/** A spec with everything in it that the options and the value to be pooled say besides. */
export function completeSpec(
  spec: PoolingSpec,
  { normalize = false, grid }: LayOptions,
  source: TokensSource,
): PoolingSpec {
  const known = grid ?? source.grid;
  const placed = known === undefined ? spec : withGrid(spec, known);
  return normalize ? { ...placed, after: [...(placed.after ?? []), 'l2'] } : placed;
}

/** Fills in how the tokens lie, in a spec and in its parts, wherever it does not say so itself. */
function withGrid(spec: PoolingSpec, grid: readonly [number, number]): PoolingSpec {
  if ('parts' in spec) return { ...spec, parts: spec.parts.map((part) => withGrid(part, grid)) };
  return 'grid' in spec && spec.grid === null ? { ...spec, grid } : spec;
}
