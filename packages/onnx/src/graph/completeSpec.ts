import { gridOf, mapParts, type PoolingSpec, type Sides } from '@ggem/core';

/** Options that say something of a pooling beside its spec. */
interface Besides {
  readonly normalize?: boolean | undefined;
  readonly grid?: Sides | undefined;
}

/** A spec that also holds what those options say. */
export function completeSpec(spec: PoolingSpec, { normalize = false, grid }: Besides): PoolingSpec {
  // A volume gives no grid for regions. The checks refuse it, unless the spec has a grid of its own.
  const placed = grid?.length === 2 ? withGrid(spec, grid) : spec;
  return normalize ? { ...placed, after: [...(placed.after ?? []), 'l2'] } : placed;
}

/** Fills in the grid, in a spec and in its parts, wherever it is missing. */
function withGrid(spec: PoolingSpec, grid: readonly [number, number]): PoolingSpec {
  const inside = mapParts(spec, (part) => withGrid(part, grid));
  return gridOf(inside) === null ? ({ ...inside, grid } as PoolingSpec) : inside;
}
