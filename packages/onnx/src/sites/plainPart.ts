import type { Kind, Part, TokenRule } from './meaning.ts';
import { one } from './numbers.ts';

/** Tokens as they are. */
export const noRule: TokenRule = { abs: false, floor: undefined };

/** A pooling of tokens as they are, with exponent and factor 1; `more` replaces some of this. */
export function plainPart(what: Kind, more: Partial<Part> = {}): Part {
  return { type: 'part', what, rule: noRule, p: one, index: undefined, prefix: 0, factor: one, ...more };
}
