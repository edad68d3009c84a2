import { refuse } from '../refuse.ts';
import type { ImageEntry, ImageList } from './imageList.ts';

/** The sets that a split column names, by the places of their images. */
export interface SplitSets {
  readonly train: readonly number[];
  readonly test: readonly number[];
  /** Sets of every other name, in the order of the alphabet. */
  readonly further: readonly NamedSet[];
}

/** Images that are asked for together, after training. */
export interface NamedSet {
  readonly name: string;
  /** By their places in the list. */
  readonly images: readonly number[];
}

/**
 * The sets of a list whose CSV has a split column: `train`, `test`, and further ones. None where it has no such column. Throws where
 * an image is in no set, and where there is nothing to train on or nothing held out.
 */
export function splitSets({ from, images }: ImageList): SplitSets | undefined {
  if (!hasSplit(images)) return undefined;
  const sets = new Map<string, number[]>();
  for (const [place, { name, split }] of images.entries()) {
    if (split === undefined) {
      refuse('value', {
        rule: `each image must have a split, since ${from} has that column`,
        came: `${name} has none`,
        fix: 'Fill it in: train, test, or the name of a further set.',
      });
    }
    const own = sets.get(split);
    if (own === undefined) sets.set(split, [place]);
    else own.push(place);
  }
  const of = (name: string): readonly number[] => {
    return (
      sets.get(name) ??
      refuse('value', {
        rule: `the split column of ${from} must name train and test`,
        came: `${name} has no image; there is ${[...sets.keys()].sort().join(', ')}`,
        fix: `Write ${name} in the lines of images ${name === 'train' ? 'to train on' : 'held out'}.`,
      })
    );
  };
  const further = [...sets]
    .filter(([name]) => name !== 'train' && name !== 'test')
    .map(([name, places]) => ({ name, images: places }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return { train: of('train'), test: of('test'), further };
}

/** The sets as parts: 0 is held out, 1 is trained on, further sets follow. */
export function foldsOfSets(count: number, { train, test, further }: SplitSets): readonly number[] {
  const folds = new Array<number>(count);
  for (const [fold, images] of [test, train, ...further.map(({ images }) => images)].entries()) {
    for (const image of images) folds[image] = fold;
  }
  return folds;
}

/** Whether a list comes with a split column. */
export function hasSplit(images: readonly ImageEntry[]): boolean {
  return images.some(({ split }) => split !== undefined);
}

/** What a command that makes its own parts says of a split column. */
export function splitIgnored(images: readonly ImageEntry[]): readonly string[] {
  if (!hasSplit(images)) return [];
  return [
    'The split column of the CSV is not followed here: all images are taken together, and parts are made of them. finetune and train-p follow it.',
  ];
}
