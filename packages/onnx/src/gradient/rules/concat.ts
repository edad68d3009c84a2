import { axisOf, type Rule } from '../rule.ts';

/** Values one after another along an axis: each gets its part of `dy`. */
export const concat: Rule = ({ node, x, dy, int, math }) => {
  const axis = axisOf(int('axis', 0), dy);
  return node.input.map((_, i) => () => {
    const lengths = node.input.map((_, at) => x(at).dims[axis]!);
    const start = lengths.slice(0, i).reduce((sum, length) => sum + length, 0);
    return math.slice(dy, axis, start, start + lengths[i]!);
  });
};
