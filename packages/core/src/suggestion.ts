import type { didYouMean } from './didYouMean.ts';
import { Brought } from './spec/brought.ts';

/** What knows similar words, where it was brought. Errors name all that are known anyway. */
export const suggestions: Brought<typeof didYouMean> = new Brought(() => '@ggem/core/suggestions');

/** `didYouMean` where it was brought, else nothing. */
export function suggestion(word: unknown, known: readonly string[]): string {
  return suggestions.find('suggestions')?.(word, known) ?? '';
}
