import { elementType } from '../../graph/value.ts';
import type { Rule } from '../rule.ts';

/** Another float type: `dx` is `dy` in the type of `x`. */
export const cast: Rule = ({ x, dy, math }) => [
  () => {
    const { kind } = x(0);
    return kind === dy.kind ? dy : math.node('Cast', [dy], dy.dims, { to: elementType[kind] }, kind);
  },
];
