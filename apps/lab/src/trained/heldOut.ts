import type { HashedImage } from '../extract/hashImages.ts';
import type { ReadyImages, TokensCall } from '../extract/readyTokens.ts';
import { foldsOf } from '../measure/folds.ts';
import type { Outcome } from '../measure/measures.ts';
import { type ImageList, labelsOf } from '../read/imageList.ts';
import { foldsOfSets, type SplitSets, splitSets } from '../read/splitColumn.ts';
import { refuse } from '../refuse.ts';
import type { HeldOut } from './held.ts';
import { heldClasses } from './heldClasses.ts';
import type { TrainedRun } from './trainedResult.ts';

/** How images are held out. */
export interface Holding {
  /** Parts of the images, or of the classes, of which the first is held out; where no split column says it. */
  readonly parts: number;
  readonly seed: number;
  /** Images of the classes that are trained on, or whole classes, for retrieval. Default `images`. */
  readonly hold?: 'images' | 'classes' | undefined;
}

/**
 * Holds out the images of `test`, where the CSV has a split column; else the first of some parts, each class evenly: the parts are
 * those of `probe` with the same seed. Or holds whole classes out.
 */
export function heldOut(
  { list: { from }, parts, seed, hold }: Pick<TokensCall, 'list'> & Holding,
  { images }: Pick<ReadyImages, 'images'>,
): HeldOut {
  const labels = labelsOf({ from, images });
  if (hold === 'classes') {
    const held = heldClasses({ from, images }, { parts, seed });
    // Classes that are trained on come first: the head knows no others.
    const own = [...new Set(held.train.map((image) => labels[image]!))].sort();
    const others = [...new Set(labels)].filter((label) => !own.includes(label)).sort();
    return { labels, numbers: numbersOf(labels, [...own, ...others]), classes: own.length, ...held };
  }
  const names = [...new Set(labels)].sort();
  const known = { labels, numbers: numbersOf(labels, names), classes: names.length };
  const split = checkedSplit({ from, images });
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

function numbersOf(labels: readonly string[], names: readonly string[]): readonly number[] {
  const numbers = new Map(names.map((name, number) => [name, number]));
  return labels.map((label) => numbers.get(label)!);
}

/** Throws where images cannot be held out as they are to be, so that a wrong call does not cost the tokens. */
export function checkHolding({ list, ...holding }: Pick<TokensCall, 'list'> & Holding): void {
  labelsOf(list);
  if (holding.hold === 'classes') heldClasses(list, holding);
  else checkedSplit(list);
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
        fix: 'Give images of it to train on, or take it out; finetune --hold classes is for classes that no training sees.',
      });
    }
    const found = new Set(places.map((i) => images[i]!.label));
    if (found.size < 2) {
      refuse('value', {
        rule: `${name} must have images of two classes or more, which intervals over classes are drawn from`,
        came: `all are of class ${[...found].join('')}`,
        fix: 'Put it together with another set, or leave it out.',
      });
    }
  }
  return split;
}

/** All that is asked for after training: the images held out, then those of each further set. */
export function askedImages({ test, sets = [] }: HeldOut): readonly number[] {
  return [...test, ...sets.flatMap(({ images }) => images)];
}

/** How many images each set of those has. */
export function setSizes({ test, sets = [] }: HeldOut): readonly number[] {
  return [test.length, ...sets.map(({ images }) => images.length)];
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
