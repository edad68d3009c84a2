import type { RegionalSpec } from '../../spec/spec.ts';
import type { PoolingDefinition } from '../definition.ts';
import { added } from './combination.ts';
import { overRegions } from './overRegions.ts';
import { type Region, rmacRegions } from './regions.ts';

/**
 * Regional pooling: `y = Σ_R pool_R(x) / ‖pool_R(x)‖` over the overlapping square regions of R-MAC (Tolias et al. 2016),
 * with the maximum as they do, or with any other pooling.
 *
 * A region in which nothing is kept gives zeros. The weights are the mean of those of all regions.
 */
export const regional: PoolingDefinition<RegionalSpec> = overRegions(
  ({ levels, whole }, grid) => [...(whole ? [wholeGrid(grid)] : []), ...rmacRegions(grid, levels)],
  () => added,
);

function wholeGrid([height, width]: readonly [number, number]): Region {
  return { top: 0, left: 0, height, width };
}
