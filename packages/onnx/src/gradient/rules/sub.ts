import type { Rule } from '../rule.ts';

/** `y = a - b`: `da = dy`, `db = -dy`. */
export const sub: Rule = ({ x, dy, math }) => [
  () => math.sumTo(dy, x(0).dims),
  () => math.map('Neg', math.sumTo(dy, x(1).dims)),
];
