import { GgemError } from '@ggem/core';
import { refuse } from '../refuse.ts';
import type { TrainedRow } from './trainedResult.ts';

/**
 * Rows whose training stayed finite from every seed, and the names of the others. Throws where the baseline is one of these; `at`
 * says how all were trained: `at rate 0.003`.
 */
export function finiteRows(
  candidates: readonly { readonly name: string }[],
  trained: readonly (TrainedRow | GgemError)[],
  { baseline, at }: { readonly baseline: string; readonly at: string },
): { readonly rows: readonly TrainedRow[]; readonly leftOut: readonly string[] } {
  const leftOut = candidates.flatMap(({ name }, i) => (trained[i] instanceof GgemError ? [name] : []));
  if (leftOut.includes(baseline)) {
    refuse('value', {
      rule: `the loss must be finite for ${baseline}, which the others are compared with`,
      came: `it is not ${at}`,
      fix: 'Take a lower --rate, or another --baseline.',
    });
  }
  return { rows: trained.flatMap((row) => (row instanceof GgemError ? [] : [row])), leftOut };
}
