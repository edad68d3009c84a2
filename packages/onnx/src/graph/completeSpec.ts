import { gridOf, mapParts, type PoolingSpec, type Sides } from '@ggem/core';

/** What is said of a pooling beside its spec. */
interface Besides {
  readonly normalize?: boolean | undefined;
  readonly grid?: Sides | undefined;
}

/** A spec with everything in it that is said besides. */
export function completeSpec(spec: PoolingSpec, { normalize = false, grid }: Besides): PoolingSpec {
  // Of a volume no region is cut: the checks say so, unless the spec has a grid of its own.
  const placed = grid?.length === 2 ? withGrid(spec, grid) : spec;
  return normalize ? { ...placed, after: [...(placed.after ?? []), 'l2'] } : placed;
}

/** Fills in how the tokens lie, in a spec and in its parts, wherever it does not say so itself. */
function withGrid(spec: PoolingSpec, grid: readonly [number, number]): PoolingSpec {
  const inside = mapParts(spec, (part) => withGrid(part, grid));
  return gridOf(inside) === null ? ({ ...inside, grid } as PoolingSpec) : inside;
}
