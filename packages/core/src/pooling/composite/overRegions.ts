import { GgemError } from '../../errors.ts';
import type { Sides } from '../../input/sides.ts';
import type { Ops } from '../../ops/lift.ts';
import { partsOf } from '../../spec/parts.ts';
import type { PyramidSpec, RegionalSpec } from '../../spec/spec.ts';
import type { PoolingFacts, PoolingFormula } from '../definition.ts';
import { noParameters, oneGroup, takesAny, takesNegatives } from '../plainFacts.ts';
import { type Combination, combining } from './combination.ts';
import { insideRegion, type Region, regionsAtMost } from './regions.ts';

type RegionsSpec = RegionalSpec | PyramidSpec;
type Grid = readonly [number, number];

/** One pooling over several regions of the grid, by masks that are known beforehand. Dropped tokens are in no region. */
export function overRegions<S extends RegionsSpec>(
  regionsOf: (spec: S, grid: Grid) => readonly Region[],
  combination: (spec: S) => Combination,
): PoolingFormula<S> {
  return combining<S>({
    parts: (ops, { spec, part, ...input }) => {
      const [inner] = partsOf(spec);
      const grid = twoSides(spec, input.grid);
      return regionsOf(spec, grid).map((region) => part(inner!, insideOf(ops, grid, region)));
    },
    combination,
  });
}

/** The mask of a region, `[1, tokens, 1]`; `undefined` where the region has all tokens. */
function insideOf<T>(ops: Ops<T>, grid: Grid, region: Region): T | undefined {
  const isWhole = region.height === grid[0] && region.width === grid[1];
  return isWhole ? undefined : (ops.constant(insideRegion(grid, region), 'tokens') as T);
}

/** What all poolings over regions have in common. */
export const regionFacts: Pick<
  PoolingFacts<RegionsSpec>,
  | 'parameters'
  | 'checkChannels'
  | 'regionsAtMost'
  | 'checkTokens'
  | 'fewestTokens'
  | 'refusesNegatives'
  | 'streaming'
  | 'groups'
> = {
  parameters: noParameters,
  checkChannels: takesAny,
  regionsAtMost,
  checkTokens: (spec, tokens, given) => {
    const [height, width] = twoSides(spec, spec.grid ?? given);
    if (height * width === tokens) return;
    throw new GgemError(
      'shape',
      `${spec.type}: grid must hold the tokens after the prefix, ${tokens}, but ${height} by ${width} came. Give [height, width] in tokens.`,
    );
  },
  fewestTokens: ({ grid }) => (grid === null ? 1 : grid[0] * grid[1]),
  refusesNegatives: takesNegatives,
  streaming: () => ({
    by: 'nothing',
    instead: 'its regions need the whole grid. Stream each region by a mask of its own.',
  }),
  groups: oneGroup,
};

/** Throws where nobody said how the tokens lie, and for a volume: regions are rectangles. */
function twoSides({ type }: RegionsSpec, grid: Sides | null | undefined): Grid {
  if (grid?.length === 2) return grid;
  const rule = grid
    ? `must have two sides, since the regions are rectangles, but the input has three, [${grid.join(', ')}]`
    : 'must say how the tokens lie, but neither spec nor input has one';
  throw new GgemError('shape', `${type}: grid ${rule}. Give grid: [height, width].`);
}
