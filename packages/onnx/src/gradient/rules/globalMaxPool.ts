import type { Rule } from '../rule.ts';

/** `y = max x` over a map: `dx = dy / k` at the `k` places that equal `y`, else 0. */
export const globalMaxPool: Rule = ({ x, y, dy, math }) => [
  () => {
    const axes = x(0).dims.flatMap((_, i) => (i < 2 ? [] : [i]));
    const isBest = math.compare('Equal', x(0), y());
    const [zero, one] = [math.number(dy, 0), math.number(dy, 1)];
    return math.where(isBest, math.div(dy, math.sum(math.where(isBest, one, zero), axes)), zero);
  },
];
