import type { Rule } from '../rule.ts';

/** `y = c ? a : b`: `da = dy` where `c` holds, else 0; `db` the other way round. */
export const where: Rule = ({ x, dy, math }) => [
  undefined,
  () => math.sumTo(math.where(x(0), dy, math.number(dy, 0)), x(1).dims),
  () => math.sumTo(math.where(x(0), math.number(dy, 0), dy), x(2).dims),
];
