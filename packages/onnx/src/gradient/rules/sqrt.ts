import type { Rule } from '../rule.ts';

/** `y = √x`: `dx = dy / 2y`. */
export const sqrt: Rule = ({ y, dy, math }) => [() => math.div(math.scale(dy, 0.5), y())];
