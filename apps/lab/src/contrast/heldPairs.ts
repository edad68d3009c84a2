import type { HashedImage } from '../extract/hashImages.ts';
import { foldsOf } from '../measure/folds.ts';
import { foldsOfSets, splitSets } from '../read/splitColumn.ts';
import { refuse } from '../refuse.ts';
import type { HeldOut } from '../trained/held.ts';

/** Images with captions to train on, and others held out. */
export interface HeldPairs extends Pick<HeldOut, 'labels' | 'folds' | 'train' | 'test'> {
  /** Whether each image has a class; without classes each image is one of its own. */
  readonly hasClasses: boolean;
}

/** Holds out what the split column says; else the first of some parts, each class evenly where there are classes. */
export function heldPairs(
  { from, parts, seed }: { readonly from: string; readonly parts: number; readonly seed: number },
  images: readonly HashedImage[],
): HeldPairs {
  const hasClasses = images.every(({ label }) => label !== undefined);
  const labels = images.map(({ name, label }) => (hasClasses ? label! : name));
  const split = splitSets({ from, images });
  const [further] = split?.further ?? [];
  if (further !== undefined) {
    refuse('value', {
      rule: `the split column of ${from} must have train and test alone where images and texts are trained`,
      came: `${further.name} came`,
      fix: 'Take its lines out.',
    });
  }
  if (split !== undefined) {
    const { train, test } = split;
    return { labels, folds: foldsOfSets(images.length, split), train, test, hasClasses };
  }
  const byClass = images.map(({ hash, label = '' }) => ({ hash, label: hasClasses ? label : '' }));
  const folds = foldsOf(byClass, parts, seed);
  const within = (isHeld: boolean): readonly number[] =>
    folds.flatMap((fold, i) => ((fold === 0) === isHeld ? [i] : []));
  const [train, test] = [within(false), within(true)];
  if (train.length < 2 || test.length < 2) {
    refuse('value', {
      rule: `${from} must name two images with captions to train on and two to hold out`,
      came: `there are ${train.length} and ${test.length}`,
      fix: 'Give a CSV with path and caption, an image with several captions in several lines.',
    });
  }
  return { labels, folds, train, test, hasClasses };
}
