import { refuse } from '../refuse.ts';

/** An image as the user gave it. */
export interface ImageEntry {
  readonly path: string;
  /** Its path from the folder or the CSV: what results call it. */
  readonly name: string;
  readonly label?: string;
  readonly captions?: readonly string[];
  /** The place of each caption among all captions of the CSV, from 0. */
  readonly captionRows?: readonly number[];
  readonly mask?: string;
  /** The set that the image is in: `train`, `test`, or another one. */
  readonly split?: string;
}

/** The images of a run, sorted by name, so that a run does not depend on the order of a disk. */
export interface ImageList {
  /** The folder or the CSV. */
  readonly from: string;
  /** Where names begin. */
  readonly folder?: string | undefined;
  readonly images: readonly ImageEntry[];
}

/** The labels of all images. Throws where an image has none, or all have the same. */
export function labelsOf({ from, images }: ImageList): readonly string[] {
  const labels = images.map(({ name, label }) => {
    if (label !== undefined && label !== '') return label;
    return refuse('value', {
      rule: 'each image must have a class',
      came: `${name} has none`,
      fix: 'Put it into the folder of its class, or give it a label in the CSV.',
    });
  });
  const classes = new Set(labels);
  if (classes.size < 2) {
    refuse('value', {
      rule: `${from} must hold images of two classes or more`,
      came: classes.size === 1 ? `all are of class ${labels[0]}` : 'it has no image',
      fix: 'Give a folder with a folder for each class, or a CSV with path and label.',
    });
  }
  return labels;
}

/** Whether a file is an image, by its name. */
export function isImageName(name: string): boolean {
  return /\.(jpe?g|png|webp)$/i.test(name) && !/(^|\/)\./.test(name);
}

/** Sorted by name, in the order of code units: the same on every machine. */
export function sortedImages(images: readonly ImageEntry[]): readonly ImageEntry[] {
  return [...images].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
