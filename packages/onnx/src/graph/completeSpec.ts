import { gridOf, mapParts, type PoolingSpec } from '@ggem/core';

/** What is said of a pooling beside its spec. */
interface Besides {
  readonly normalize?: boolean | undefined;
  readonly grid?: readonly [number, number] | undefined;
}

/** A spec with everything in it that is said besides. */
export function completeSpec(spec: PoolingSpec, { normalize = false, grid }: Besides): PoolingSpec {
  const placed = grid === undefined ? spec : withGrid(spec, grid);
  return normalize ? { ...placed, after: [...(placed.after ?? []), 'l2'] } : placed;
}

/** Fills in how the tokens lie, in a spec and in its parts, wherever it does not say so itself. */
function withGrid(spec: PoolingSpec, grid: readonly [number, number]): PoolingSpec {
  const inside = mapParts(spec, (part) => withGrid(part, grid));
  return gridOf(inside) === null ? ({ ...inside, grid } as PoolingSpec) : inside;
}
