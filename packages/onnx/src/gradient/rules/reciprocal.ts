import type { Rule } from '../rule.ts';

/** `y = 1 / x`: `dx = -dy y²`. */
export const reciprocal: Rule = ({ y, dy, math }) => [
  () => math.map('Neg', math.mul(dy, math.mul(y(), y()))),
];
