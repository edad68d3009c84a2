import type { Rule } from '../rule.ts';
import { keptAxes } from './reduceSum.ts';

/** `y = Σ x²` over axes: `dx = 2 dy x`. */
export const reduceSumSquare: Rule = (step) => [
  () => step.math.mul(step.x(0), keptAxes(step, step.math.scale(step.dy, 2))),
];
