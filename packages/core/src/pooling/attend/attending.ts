import { attendParameters } from './attendParameters.ts';
import { attendRule } from './attendRule.ts';
import type { Attending } from './attends.ts';
import { attendTokens } from './attendTokens.ts';
import { checkAttend } from './checkAttend.ts';

/** Tokens that attend, with all that is asked of them. */
export const attending: Attending = {
  rule: attendRule,
  check: checkAttend,
  parameters: attendParameters,
  tokens: attendTokens,
};
