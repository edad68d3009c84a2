import { axisOf, type Rule } from '../rule.ts';

/** `y = x - ln Σ e^x`: `dx = dy - e^y Σ dy`, sums over the axis. */
export const logSoftmax: Rule = ({ x, y, dy, int, math }) => [
  () => {
    const axis = axisOf(int('axis', -1), x(0));
    return math.sub(dy, math.mul(math.map('Exp', y()), math.sum(dy, [axis])));
  },
];
