import type { Rule } from '../rule.ts';

/** The same numbers in another shape (Reshape, Flatten, Squeeze, Unsqueeze): `dx` is `dy` in the shape of `x`. */
export const reshape: Rule = ({ x, dy, math }) => [() => math.reshape(dy, x(0).dims)];
