import { known, type Value } from '../value.ts';
import type { Difference } from './difference.ts';

/**
 * Before Expand: a number is repeated by Tile; a value that is repeated along some axes is added to zeros of the shape, a
 * condition joined with what is nowhere true.
 */
export const expand: Difference['before'] = ({ inputs, result }, { node, constant }) => {
  const [x, shape] = inputs as [Value, Value];
  const ones = result.dims.map(() => 1);
  const one = known(x)?.length === 1 ? known(x) : undefined;
  const repeated = node('Tile', [constant(x.kind, one ?? [0], ones), shape], result);
  return one === undefined ? node(x.kind === 'bool' ? 'Or' : 'Add', [x, repeated], result) : repeated;
};
