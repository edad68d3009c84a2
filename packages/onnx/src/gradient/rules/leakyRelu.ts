import type { Rule } from '../rule.ts';

/** `y = x` where `x > 0`, else `αx`: `dx = dy` there, else `α dy`. */
export const leakyRelu: Rule = ({ x, dy, float, math }) => [
  () => {
    const isAbove = math.compare('Greater', x(0), math.number(dy, 0));
    return math.where(isAbove, dy, math.scale(dy, float('alpha', 0.01)));
  },
];
