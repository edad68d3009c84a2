import type { Rule } from '../rule.ts';

/** `y = max(a, b, ...)` (or min): `dy / k` for each of the `k` that equal `y`. */
export const max: Rule = ({ node, x, y, dy, math }) => {
  const [zero, one] = [math.number(dy, 0), math.number(dy, 1)];
  const isBest = (i: number) => math.compare('Equal', math.expand(x(i), dy.dims), y());
  const ones = (i: number) => math.where(isBest(i), one, zero);
  const count = () => node.input.map((_, i) => ones(i)).reduce((sum, more) => math.add(sum, more));
  return node.input.map(
    (_, i) => () => math.sumTo(math.where(isBest(i), math.div(dy, count()), zero), x(i).dims),
  );
};
