import type { Rule } from '../rule.ts';

/** `y = x^e`: `dx = dy e x^(e - 1)`, `de = dy y ln x`, 0 where `x` is not above 0. */
export const pow: Rule = ({ x, y, dy, known, math }) => [
  () => {
    const exponent = known(1);
    if (exponent?.length === 1 && exponent[0] === 2) return math.mul(dy, math.scale(x(0), 2));
    const { dims } = y();
    const less = math.sub(x(1), math.number(x(1), 1));
    const slope = math.mul(x(1), math.node('Pow', [x(0), less], dims));
    return math.sumTo(math.mul(dy, slope), x(0).dims);
  },
  () => {
    const [zero, one] = [math.number(x(0), 0), math.number(x(0), 1)];
    const isAbove = math.compare('Greater', x(0), zero);
    const log = math.map('Log', math.where(isAbove, x(0), one));
    return math.sumTo(math.mul(math.mul(dy, y()), log), x(1).dims);
  },
];
