import type { Rule } from '../rule.ts';

/** `y = e^x`: `dx = dy y`. */
export const exp: Rule = ({ y, dy, math }) => [() => math.mul(dy, y())];
