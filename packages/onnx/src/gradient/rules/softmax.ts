import { axisOf, type Rule } from '../rule.ts';

/** `y = e^x / Σ e^x`: `dx = y (dy - Σ dy y)`, sums over the axis. */
export const softmax: Rule = ({ x, y, dy, int, math }) => [
  () => {
    const axis = axisOf(int('axis', -1), x(0));
    const weighted = math.mul(dy, y());
    return math.sub(weighted, math.mul(y(), math.sum(weighted, [axis])));
  },
];
