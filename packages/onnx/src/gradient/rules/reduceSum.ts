import type { Fixed } from '../graphMath.ts';
import { axesIn, type Rule, type Step } from '../rule.ts';

/** `y = Σ x` over axes: `dx = dy`, repeated. */
export const reduceSum: Rule = (step) => [() => step.math.expand(keptAxes(step, step.dy), step.x(0).dims)];

/** A value of the shape of the result, with an axis of length 1 in place of each that was reduced. */
export function keptAxes(step: Step, value: Fixed): Fixed {
  const axes = axesIn(step);
  return step.math.reshape(
    value,
    step.x(0).dims.map((dim, i) => (axes.includes(i) ? 1 : dim)),
  );
}
