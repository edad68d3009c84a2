import { axesIn, type Rule } from '../rule.ts';
import { keptAxes } from './reduceSum.ts';

/** `y = max x` (or min) over axes: `dx = dy / k` at the `k` numbers that equal `y`, else 0. */
export const reduceMax: Rule = (step) => [
  () => {
    const { x, y, dy, math } = step;
    const isBest = math.compare('Equal', x(0), keptAxes(step, y()));
    const [zero, one] = [math.number(dy, 0), math.number(dy, 1)];
    const count = math.sum(math.where(isBest, one, zero), axesIn(step));
    return math.where(isBest, math.div(keptAxes(step, dy), count), zero);
  },
];
