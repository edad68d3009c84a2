import type { Rule } from '../rule.ts';

/** `y = |x|`: `dx = dy sign x`, 0 at 0. */
export const abs: Rule = ({ x, dy, math }) => [() => math.mul(dy, math.map('Sign', x(0)))];
