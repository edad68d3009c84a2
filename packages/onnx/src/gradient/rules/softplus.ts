import type { Rule } from '../rule.ts';

/** `y = ln(1 + e^x)`: `dx = dy / (1 + e^-x)`. */
export const softplus: Rule = ({ x, dy, math }) => [() => math.mul(dy, math.map('Sigmoid', x(0)))];
