import type { Negatives } from '@ggem/core';

/** What the controls of the page say of the poolings. */
export interface Settings {
  /** From 1, the average, to infinity, the maximum. */
  readonly p: number;
  readonly negatives: Exclude<Negatives, 'error'>;
}
