import type { HashedImage } from '../extract/hashImages.ts';
import type { ReadyTokens, TokensCall } from '../extract/readyTokens.ts';
import { foldsOf } from '../measure/folds.ts';
import type { Outcome } from '../measure/measures.ts';
import { type ImageList, labelsOf } from '../read/imageList.ts';
import { type NamedSet, type SplitSets, splitSets } from '../read/splitColumn.ts';
import { refuse } from '../refuse.ts';
import type { TrainedRun } from './trainedResult.ts';

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

/**
 * Holds out the images of `test`, where the CSV has a split column; else the first of some parts, each class evenly: the parts are
 * those of `probe` with the same seed.
 */
export function heldOut(
  { list, parts, seed }: Pick<TokensCall, 'list'> & { readonly parts: number; readonly seed: number },
  { images }: Pick<ReadyTokens, 'images'>,
): HeldOut {
  const { from } = list;
  const split = checkedSplit({ from, images });
  const labels = labelsOf({ from, images });
  const names = new Map([...new Set(labels)].sort().map((label, number) => [label, number]));
  const numbers = labels.map((label) => names.get(label)!);
  const known = { labels, numbers, classes: names.size };
  if (split !== undefined) {
    const { train, test, further: sets } = split;
    return { ...known, folds: foldsOfSets(images.length, split), train, test, sets };
  }
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
  return { ...known, folds, train, test };
}

/** The sets of the split column, if there is one. Throws for a class that nothing is trained on. */
export function checkedSplit({ from, images }: ImageList): SplitSets | undefined {
  const split = splitSets({ from, images });
  if (split === undefined) return undefined;
  const own = labelsOf({ from: `train of ${from}`, images: split.train.map((i) => images[i]!) });
  const classes = new Set(own);
  for (const { name, images: places } of [{ name: 'test', images: split.test }, ...split.further]) {
    for (const { name: image, label } of places.map((i) => images[i]!)) {
      if (label !== undefined && classes.has(label)) continue;
      refuse('value', {
        rule: `classes of ${name} must be among those of train`,
        came: label === undefined ? `${image} has none` : `${label}, the class of ${image}, is not`,
        fix: 'Give images of it to train on, or take it out.',
      });
    }
  }
  return split;
}

/** The sets as parts: 0 is held out, 1 is trained on, further sets follow. */
function foldsOfSets(count: number, { train, test, further }: SplitSets): readonly number[] {
  const folds = new Array<number>(count);
  for (const [fold, images] of [test, train, ...further.map(({ images }) => images)].entries()) {
    for (const image of images) folds[image] = fold;
  }
  return folds;
}

/** All that is asked for after training: the images held out, then those of each further set. */
export function askedImages({ test, sets = [] }: HeldOut): readonly number[] {
  return [...test, ...sets.flatMap(({ images }) => images)];
}

/** Whether each image that was asked for was given its class. */
export function rightOnes(split: HeldOut, named: readonly number[]): Outcome {
  return askedImages(split).map((image, at) => Number(named[at] === split.numbers[image]));
}

/** Outcomes of all images that were asked for, told apart: those held out, and those of each further set. */
export function outcomesBySet(
  { test, sets }: HeldOut,
  all: TrainedRun['each'],
): Pick<TrainedRun, 'each' | 'sets'> {
  const part = (from: number, count: number): TrainedRun['each'] =>
    Object.fromEntries(
      Object.entries(all).map(([measure, each]) => [measure, each.slice(from, from + count)]),
    );
  let at = test.length;
  const further = sets?.map(({ name, images }) => {
    at += images.length;
    return [name, part(at - images.length, images.length)] as const;
  });
  return { each: part(0, test.length), ...(further !== undefined && { sets: Object.fromEntries(further) }) };
}
