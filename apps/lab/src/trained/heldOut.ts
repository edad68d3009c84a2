import type { HashedImage } from '../extract/hashImages.ts';
import type { ReadyTokens, TokensCall } from '../extract/readyTokens.ts';
import { foldsOf } from '../measure/folds.ts';
import type { Outcome } from '../measure/measures.ts';
import { labelsOf } from '../read/imageList.ts';
import { refuse } from '../refuse.ts';

/** Images to train on and images held out, by their places. */
export interface HeldOut {
  readonly labels: readonly string[];
  /** The class of each image, from 0 on. */
  readonly numbers: readonly number[];
  readonly classes: number;
  readonly folds: readonly number[];
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** Holds the first of some parts out, each class evenly; the parts are those of `probe` with the same seed. */
export function heldOut(
  { list, parts, seed }: Pick<TokensCall, 'list'> & { readonly parts: number; readonly seed: number },
  { images }: Pick<ReadyTokens, 'images'>,
): HeldOut {
  const labels = labelsOf({ from: list.from, images });
  const names = [...new Set(labels)].sort();
  const folds = foldsOf(images as readonly (HashedImage & { label: string })[], parts, seed);
  const within = (isHeld: boolean): readonly number[] =>
    folds.flatMap((fold, i) => ((fold === 0) === isHeld ? [i] : []));
  const [train, test] = [within(false), within(true)];
  if (train.length < 2 || test.length === 0) {
    refuse('value', {
      rule: 'there must be two images to train on and one to hold out',
      came: `there are ${train.length} and ${test.length}`,
      fix: 'Give more images.',
    });
  }
  const numbers = labels.map((label) => names.indexOf(label));
  return { labels, numbers, classes: names.length, folds, train, test };
}

/** Whether each image held out was given its class. */
export function rightOnes({ numbers, test }: HeldOut, named: readonly number[]): Outcome {
  return test.map((image, at) => Number(named[at] === numbers[image]));
}
