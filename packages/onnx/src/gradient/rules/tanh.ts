import type { Rule } from '../rule.ts';

/** `y = tanh x`: `dx = dy (1 - y²)`. */
export const tanh: Rule = ({ y, dy, math }) => [() => math.sub(dy, math.mul(dy, math.mul(y(), y())))];
