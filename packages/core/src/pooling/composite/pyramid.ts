import { gridPrefixKeys } from '../../spec/keys.ts';
import { listOf, oneOf, preset, wholeNumber } from '../../spec/rules.ts';
import type { PyramidSpec } from '../../spec/spec.ts';
import type { PoolingDefinition } from '../definition.ts';
import { asParsed } from '../plainFacts.ts';
import { averaged, sideBySide } from './combination.ts';
import { overRegions, regionFacts } from './overRegions.ts';
import { regionKeys } from './partKeys.ts';
import { defaultLevels, pyramidCells, pyramidRegions } from './regions.ts';

const levelsRule = 'must be a list of whole numbers from 1, such as [1, 2, 4].';

/**
 * Spatial pyramid: one pooling over each cell of grids of `l × l` cells, level by level and row by row.
 *
 * `concat` puts the cell vectors side by side in that order, `mean` averages them. A cell in which nothing is kept gives
 * zeros. The weights lie like the vectors.
 */
export const pyramid: PoolingDefinition<PyramidSpec> = {
  title: 'Spatial pyramid',
  formula: 'y_C = part(x inside C) for each cell C of all levels: side by side, or their mean',
  ...regionFacts,
  keys: (nested) => {
    const { part, grid } = regionKeys(nested);
    return {
      part,
      levels: preset(listOf(wholeNumber(1, levelsRule), levelsRule, 1), defaultLevels.pyramid),
      combine: preset(oneOf(['concat', 'mean'], 'must be "concat" or "mean".'), 'concat'),
      grid,
      ...gridPrefixKeys,
    };
  },
  complete: asParsed,
  width: ({ levels, combine }, _, [ofCell]) =>
    combine === 'concat' ? ofCell! * pyramidCells(levels) : ofCell!,
  identity: 'each cell by its own identity',
  ...overRegions<PyramidSpec>(
    ({ levels }, grid) => pyramidRegions(grid, levels),
    ({ combine }) => (combine === 'concat' ? sideBySide : averaged),
  ),
};
