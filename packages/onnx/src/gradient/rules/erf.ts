import type { Rule } from '../rule.ts';

/** `y = erf x`: `dx = dy 2 / √π e^(-x²)`. */
export const erf: Rule = ({ x, dy, math }) => [
  () => {
    // Far out, e^(x²) is infinite, and the quotient 0.
    const bell = math.map('Exp', math.mul(x(0), x(0)));
    return math.scale(math.div(dy, bell), 2 / Math.sqrt(Math.PI));
  },
];
