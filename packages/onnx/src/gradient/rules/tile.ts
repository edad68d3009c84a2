import type { Rule } from '../rule.ts';

/** A value repeated as tiles: `dx` is the sum of `dy` over the tiles. */
export const tile: Rule = ({ x, dy, math }) => [
  () => {
    const { dims } = x(0);
    const split = dims.flatMap((dim, i) => [dy.dims[i]! / dim, dim]);
    const tiles = dims.map((_, i) => 2 * i);
    return math.reshape(math.sum(math.reshape(dy, split), tiles), dims);
  },
];
