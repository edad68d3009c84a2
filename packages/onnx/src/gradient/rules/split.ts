import { axisOf, type Part, type Rule } from '../rule.ts';
import { sumGradients } from '../sumGradients.ts';

/** Parts of an axis: the gradients of the parts one after another, 0 for a part that the loss does not need. */
export const split: Rule = ({ node, x, y, dyOf, int, math }) => [
  () => {
    const axis = axisOf(int('axis', 0), x(0));
    let from = 0;
    const parts = node.output.flatMap((name, i): readonly Part[] => {
      const start = from;
      if (name !== '') from += y(i).dims[axis]!;
      const value = dyOf(i);
      return value === undefined ? [] : [{ axis, start, value }];
    });
    const [only, ...more] = parts;
    return more.length === 0 ? only! : sumGradients(math, parts, x(0).dims);
  },
];
