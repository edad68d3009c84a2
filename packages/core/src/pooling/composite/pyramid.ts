import type { PyramidSpec } from '../../spec/spec.ts';
import type { PoolingDefinition } from '../definition.ts';
import { averaged, sideBySide } from './combination.ts';
import { overRegions } from './overRegions.ts';
import { pyramidRegions } from './regions.ts';

/**
 * Spatial pyramid: one pooling over each cell of grids of `l × l` cells, level by level and row by row.
 *
 * `concat` puts the cell vectors side by side in that order, `mean` averages them. A cell in which nothing is kept gives
 * zeros. The weights lie like the vectors.
 */
export const pyramid: PoolingDefinition<PyramidSpec> = overRegions(
  ({ levels }, grid) => pyramidRegions(grid, levels),
  ({ combine }) => (combine === 'concat' ? sideBySide : averaged),
);
