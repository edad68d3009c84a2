import type { Rule } from '../rule.ts';

/** `y = -x`: `dx = -dy`. */
export const neg: Rule = ({ dy, math }) => [() => math.map('Neg', dy)];
