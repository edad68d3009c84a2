import type { Rule } from '../rule.ts';

/** `y = a / b`: `da = dy / b`, `db = -dy y / b`. */
export const div: Rule = ({ x, y, dy, known, math }) => [
  () => {
    const [number, more] = known(1) ?? [];
    const isNumber = number !== undefined && more === undefined && number !== 0;
    return math.sumTo(isNumber ? math.scale(dy, 1 / number) : math.div(dy, x(1)), x(0).dims);
  },
  () => math.map('Neg', math.sumTo(math.div(math.mul(dy, y()), x(1)), x(1).dims)),
];
