import type { Rule } from '../rule.ts';

/** Axes in another order: `dx` is `dy` with its axes put back. */
export const transpose: Rule = ({ x, dy, ints, math }) => [
  () => {
    const perm = ints('perm') ?? x(0).dims.map((_, i) => x(0).dims.length - 1 - i);
    const back = perm.map((_, axis) => perm.indexOf(axis));
    return math.transpose(dy, back);
  },
];
