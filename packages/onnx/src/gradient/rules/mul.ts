import type { Fixed } from '../graphMath.ts';
import type { Rule, Step } from '../rule.ts';

/** `y = a b`: `da = dy b`, `db = dy a`. */
export const mul: Rule = (step) => [
  () => step.math.sumTo(times(step, 1), step.x(0).dims),
  () => step.math.sumTo(times(step, 0), step.x(1).dims),
];

/** `dy` times an operand; a number that is known is carried on by `math`. */
function times({ x, dy, known, math }: Step, position: number): Fixed {
  const [number, more] = known(position) ?? [];
  return number !== undefined && more === undefined ? math.scale(dy, number) : math.mul(dy, x(position));
}
