import type { Rule } from '../rule.ts';

/** `y = mean x` over a map of `n` places: `dx = dy / n`, repeated. */
export const globalAveragePool: Rule = ({ x, dy, math }) => [
  () => {
    const { dims } = x(0);
    const count = dims.slice(2).reduce((n, m) => n * m, 1);
    return math.expand(math.scale(dy, 1 / count), dims);
  },
];
