import { sha256 } from '../files/sha256.ts';
import { type ImageList, labelsOf } from '../read/imageList.ts';
import { foldsOfSets, type SplitSets, splitSets } from '../read/splitColumn.ts';
import { refuse } from '../refuse.ts';
import type { HeldOut } from './held.ts';

/**
 * Holds whole classes out, for retrieval of what no training saw: those of `test`, where the CSV has a split column; else those of the
 * first of some parts of all classes, whose order comes from their names and the seed. Throws where a class is on both sides, and
 * where there is too little to train on or to search in.
 */
export function heldClasses(
  { from, images }: ImageList,
  { parts, seed }: { readonly parts: number; readonly seed: number },
): Pick<HeldOut, 'train' | 'test' | 'sets' | 'folds'> {
  const labels = labelsOf({ from, images });
  const split = splitSets({ from, images });
  const held = split === undefined ? partsOf(labels, parts, seed) : setsOf(split, images.length);
  const seen = new Set(held.train.map((image) => labels[image]!));
  if (seen.size < 2) {
    refuse('value', {
      rule: 'there must be two classes to train on',
      came: `there is ${[...seen].join('') || 'none'}`,
      fix: split === undefined ? 'Give images of more classes.' : 'Name images of more classes train.',
    });
  }
  for (const { name, images: own } of [{ name: 'test', images: held.test }, ...(held.sets ?? [])]) {
    const counts = new Map<string, number>();
    for (const image of own) counts.set(labels[image]!, (counts.get(labels[image]!) ?? 0) + 1);
    const both = [...counts.keys()].find((label) => seen.has(label));
    if (both !== undefined) {
      refuse('value', {
        rule: `with --hold classes, no class of ${name} may be one of train`,
        came: `${both} is in both`,
        fix: 'Move its images to one side, or leave --hold out to ask for classes that are trained on.',
      });
    }
    const queries = [...counts.values()].filter((count) => count > 1).length;
    if (queries < 2) {
      refuse('value', {
        rule: 'retrieval needs two classes of two images or more',
        came: `${split === undefined ? 'held out' : name} has ${own.length} images, and ${queries} such classes`,
        fix: split === undefined ? 'Give more images, or fewer --parts.' : `Name more images ${name}.`,
      });
    }
  }
  return held;
}

function partsOf(
  labels: readonly string[],
  parts: number,
  seed: number,
): Omit<HeldOut, 'labels' | 'numbers' | 'classes'> {
  const keys = new Map([...new Set(labels)].map((label) => [label, sha256(`${seed} ${label}`)]));
  const order = [...keys.keys()].sort((a, b) => (keys.get(a)! < keys.get(b)! ? -1 : 1));
  const partOf = new Map(order.map((label, place) => [label, place % parts]));
  const folds = labels.map((label) => partOf.get(label)!);
  const within = (isHeld: boolean): readonly number[] =>
    folds.flatMap((fold, i) => ((fold === 0) === isHeld ? [i] : []));
  return { folds, train: within(false), test: within(true) };
}

function setsOf(split: SplitSets, count: number): Omit<HeldOut, 'labels' | 'numbers' | 'classes'> {
  const { train, test, further: sets } = split;
  return { folds: foldsOfSets(count, split), train, test, sets };
}
