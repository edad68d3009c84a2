import type { Case } from '@ggem/conformance';
import { globToRegExp } from './glob.ts';

/** The cases that match one of the patterns. Throws for a pattern that matches none, which must be a mistake. */
export function selectCases(
  cases: readonly Case[],
  patterns: readonly string[] | undefined,
): readonly Case[] {
  if (patterns === undefined) return cases;
  const globs = patterns.map(globToRegExp);
  const idle = patterns.find((_, i) => !cases.some(({ id }) => globs[i]!.test(id)));
  if (idle !== undefined) {
    throw new Error(`No case matches "${idle}". A pattern must match a whole id: try "*${idle}*".`);
  }
  return cases.filter(({ id }) => globs.some((one) => one.test(id)));
}
