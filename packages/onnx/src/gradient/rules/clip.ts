import type { Rule } from '../rule.ts';

/** `y = min(max(x, low), high)`: `dx = dy` where `low ≤ x ≤ high`, else 0. */
export const clip: Rule = ({ x, has, dy, math }) => [
  () => {
    const zero = math.number(dy, 0);
    const above = has(1) ? math.where(math.compare('Less', x(0), x(1)), zero, dy) : dy;
    return has(2) ? math.where(math.compare('Greater', x(0), x(2)), zero, above) : above;
  },
];
