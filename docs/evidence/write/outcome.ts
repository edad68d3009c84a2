import type { KeptOutcome } from './results.ts';

/** What came of each image: a share, 1 for right and 0 for wrong, `null` where it was left out. */
export type Outcome = readonly (number | null)[];

/** Read from how it is kept: numbers, or a text of `0`, `1` and `-`. */
export function outcomeOf(kept: KeptOutcome): Outcome {
  return typeof kept === 'string' ? Array.from(kept, (one) => (one === '-' ? null : Number(one))) : kept;
}

/** The mean over the images that were not left out. */
export function meanOf(outcome: Outcome): number {
  const counted = outcome.filter((value) => value !== null);
  return counted.reduce((sum, value) => sum + value, 0) / counted.length;
}

/** For each image the mean over the seeds that were asked for it, `null` where it was left out of all. */
export function overSeeds(runs: readonly Outcome[]): Outcome {
  return runs[0]!.map((_, i) => {
    const values = runs.map((run) => run[i] ?? null);
    return values.every((value) => value === null) ? null : meanOf(values);
  });
}
