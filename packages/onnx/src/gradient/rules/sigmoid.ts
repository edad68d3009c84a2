import type { Rule } from '../rule.ts';

/** `y = 1 / (1 + e^-x)`: `dx = dy y (1 - y)`. */
export const sigmoid: Rule = ({ y, dy, math }) => [() => math.mul(dy, math.sub(y(), math.mul(y(), y())))];
