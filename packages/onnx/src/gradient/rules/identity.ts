import type { Rule } from '../rule.ts';

/** `y = x`: `dx = dy`. */
export const identity: Rule = ({ dy }) => [() => dy];
