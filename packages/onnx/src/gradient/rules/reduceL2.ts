import type { Rule } from '../rule.ts';
import { keptAxes } from './reduceSum.ts';

/** `y = √Σ x²` over axes: `dx = dy x / y`. */
export const reduceL2: Rule = (step) => [
  () => step.math.mul(step.x(0), keptAxes(step, step.math.div(step.dy, step.y()))),
];
