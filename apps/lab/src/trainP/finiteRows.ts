import { GgemError } from '@ggem/core';
import { refuse } from '../refuse.ts';
import type { TrainedRow } from '../trained/trainedResult.ts';

/** Rows whose training stayed finite from every seed, and the names of the others. Throws where the baseline is one of these. */
export function finiteRows(
  candidates: readonly { readonly name: string }[],
  trained: readonly (TrainedRow | GgemError)[],
  { baseline, rate }: { readonly baseline: string; readonly rate: number },
): { readonly rows: readonly TrainedRow[]; readonly leftOut: readonly string[] } {
  const leftOut = candidates.flatMap(({ name }, i) => (trained[i] instanceof GgemError ? [name] : []));
  if (leftOut.includes(baseline)) {
    refuse('value', {
      rule: `the loss must be finite for ${baseline}, which the others are compared with`,
      came: `it is not at rate ${rate}`,
      fix: 'Take a lower --rate, or another --baseline.',
    });
  }
  return { rows: trained.flatMap((row) => (row instanceof GgemError ? [] : [row])), leftOut };
}
