import { outputChannels } from '../channels.ts';
import { GgemError } from '../errors.ts';
import type { Ops } from '../lift.ts';
import { partsOf } from '../parts.ts';
import type { PyramidSpec, RegionalSpec } from '../spec.ts';
import type { Combination } from './combine.ts';
import type { Pooling, PoolingDefinition, PoolingInput } from './definition.ts';
import { insideRegion, type Region } from './regions.ts';

type RegionsSpec = RegionalSpec | PyramidSpec;
type Grid = readonly [number, number];

/** One pooling over several regions of the grid, by masks that are known beforehand. Dropped tokens lie outside of all. */
export function overRegions<S extends RegionsSpec>(
  regionsOf: (spec: S, grid: Grid) => readonly Region[],
  combinationOf: (spec: S) => Combination,
): PoolingDefinition<S> {
  const regional = <T>(ops: Ops<T>, input: PoolingInput<T, S>): readonly Pooling<T | number>[] => {
    const { spec, part } = input;
    const [inner] = partsOf(spec);
    const grid = input.grid ?? gridMissing(spec);
    return regionsOf(spec, grid).map((region) =>
      part(
        inner!,
        isWhole(region, grid) ? undefined : (ops.constant(insideRegion(grid, region), 'tokens') as T),
      ),
    );
  };
  return {
    forward: (ops, input) => combinationOf(input.spec).forward(ops, regional(ops, input)),
    value: (ops, input) => combinationOf(input.spec).value(ops, regional(ops, input)),
    weights: (ops, input) => combinationOf(input.spec).weights(ops, regional(ops, input)),
    gradient: (ops, input, dy) => {
      const parts = regional(ops, input);
      const width = outputChannels(input.spec.part, input.channels);
      return combinationOf(input.spec).gradient(
        ops,
        parts,
        dy,
        parts.map(() => width),
      );
    },
  };
}

function isWhole(region: Region, [height, width]: Grid): boolean {
  return region.height === height && region.width === width;
}

/** Refuses tokens of which nobody said how they lie. */
export function gridMissing({ type }: RegionsSpec): never {
  throw new GgemError(
    'shape',
    `${type}: grid must say how the tokens lie, but neither spec nor input has one. Give grid: [height, width].`,
  );
}
