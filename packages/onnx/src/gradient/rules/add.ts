import type { Rule } from '../rule.ts';

/** `y = a + b` (Sum: of any number): `da = dy`, `db = dy`, each summed over what broadcasting repeated. */
export const add: Rule = ({ node, x, dy, math }) => node.input.map((_, i) => () => math.sumTo(dy, x(i).dims));
