import type { Rule } from '../rule.ts';

/** `y = x` where `x > 0`, else `α (e^x - 1)`: `dx = dy` there, else `dy (y + α)`. */
export const elu: Rule = ({ x, y, dy, float, math }) => [
  () => {
    const slope = math.add(y(), math.number(dy, float('alpha', 1)));
    return math.where(math.compare('Greater', x(0), math.number(dy, 0)), dy, math.mul(dy, slope));
  },
];
