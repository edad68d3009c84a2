import { axesIn, type Rule } from '../rule.ts';
import { keptAxes } from './reduceSum.ts';

/** `y = mean x` over axes of `n` numbers: `dx = dy / n`, repeated. */
export const reduceMean: Rule = (step) => [
  () => {
    const { x, dy, math } = step;
    const count = axesIn(step).reduce((n, axis) => n * x(0).dims[axis]!, 1);
    return math.expand(math.scale(keptAxes(step, dy), 1 / count), x(0).dims);
  },
];
