import type { Rule } from '../rule.ts';

/** `y = max(x, 0)`: `dx = dy` where `x > 0`, else 0. */
export const relu: Rule = ({ x, dy, math }) => [
  () => math.where(math.compare('Greater', x(0), math.number(dy, 0)), dy, math.number(dy, 0)),
];
