import type { Fixed, GraphMath } from '../graphMath.ts';
import type { Rule } from '../rule.ts';

/** `y = min(max(αx + β, 0), 1)`: `dx = α dy` between the ends, else 0. */
export const hardSigmoid: Rule = ({ y, dy, float, math }) => [
  () => math.scale(inside(math, y(), dy), float('alpha', 0.2)),
];

/** `y = x h`, `h = min(max(x / 6 + 1/2, 0), 1)`: `dx = dy h`, and `dy x / 6` more where `h` is between its ends. */
export const hardSwish: Rule = ({ x, dy, math }) => [
  () => {
    const shifted = math.add(math.scale(x(0), 1 / 6), math.number(dy, 0.5));
    const h = math.node('Clip', [shifted, math.number(dy, 0), math.number(dy, 1)], dy.dims);
    return math.add(math.mul(dy, h), math.scale(inside(math, h, math.mul(dy, x(0))), 1 / 6));
  },
];

/** A value where another is between 0 and 1, else 0. */
function inside(math: GraphMath, at: Fixed, value: Fixed): Fixed {
  const zero = math.number(value, 0);
  const isBelow = math.compare('Less', at, math.number(value, 1));
  return math.where(math.compare('Greater', at, zero), math.where(isBelow, value, zero), zero);
}
