import type { NamedSet } from '../read/splitColumn.ts';

/** Images to train on and images held out, by their places. */
export interface HeldOut {
  readonly labels: readonly string[];
  /** The class of each image, from 0 on. */
  readonly numbers: readonly number[];
  readonly classes: number;
  readonly folds: readonly number[];
  readonly train: readonly number[];
  readonly test: readonly number[];
  /** Further sets that are asked for after training; where the CSV has a split column. */
  readonly sets?: readonly NamedSet[] | undefined;
}
