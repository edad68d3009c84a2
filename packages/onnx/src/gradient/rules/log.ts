import type { Rule } from '../rule.ts';

/** `y = ln x`: `dx = dy / x`. */
export const log: Rule = ({ x, dy, math }) => [() => math.div(dy, x(0))];
