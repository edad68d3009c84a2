import type { Rule } from '../rule.ts';

/** A value repeated to a shape: `dx` is the sum of `dy` over what was repeated. */
export const expand: Rule = ({ x, dy, math }) => [() => math.sumTo(dy, x(0).dims)];
