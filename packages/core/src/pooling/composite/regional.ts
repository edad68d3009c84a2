import { gridPrefixKeys } from '../../spec/keys.ts';
import { flag, preset, wholeNumber } from '../../spec/rules.ts';
import type { RegionalSpec } from '../../spec/spec.ts';
import type { PoolingDefinition } from '../definition.ts';
import { added } from './combination.ts';
import { overRegions, regionFacts } from './overRegions.ts';
import { regionKeys } from './partKeys.ts';
import { defaultLevels, type Region, rmacRegions } from './regions.ts';

/**
 * Regional pooling: `y = Σ_R pool_R(x) / ‖pool_R(x)‖` over the overlapping square regions of R-MAC (Tolias et al. 2016),
 * with the maximum as they do, or with any other pooling.
 *
 * A region in which nothing is kept gives zeros. The weights are the mean of those of all regions.
 */
export const regional: PoolingDefinition<RegionalSpec> = {
  title: 'Regional pooling (R-MAC)',
  formula: 'y = Σ_R part(x inside R), R the overlapping square regions of all levels',
  ...regionFacts,
  keys: (nested) => {
    const { part, grid } = regionKeys(nested);
    return {
      part,
      levels: preset(wholeNumber(1, 'must be a whole number from 1. R-MAC uses 3.'), defaultLevels.regional),
      whole: preset(flag(), false),
      grid,
      ...gridPrefixKeys,
    };
  },
  // Each region vector is normalised unless its part says otherwise.
  complete: (spec) =>
    spec.part.after === undefined ? { ...spec, part: { ...spec.part, after: ['l2'] } } : spec,
  width: (_, __, [ofRegion]) => ofRegion!,
  identity: 'each region by its own identity',
  ...overRegions<RegionalSpec>(
    ({ levels, whole }, grid) => [...(whole ? [wholeGrid(grid)] : []), ...rmacRegions(grid, levels)],
    () => added,
  ),
};

function wholeGrid([height, width]: readonly [number, number]): Region {
  return { top: 0, left: 0, height, width };
}
