import type { Rule } from '../rule.ts';

/** Dropout that is off, as in every exported model: `dx = dy`. */
export const dropout: Rule = ({ dy, has, known, refuse }) => {
  if (has(2) && known(2)?.[0] !== 0) refuse('training_mode on');
  return [() => dy];
};
