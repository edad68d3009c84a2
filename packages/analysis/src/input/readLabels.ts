import { show } from '@ggem/core/bare';
import { refuse } from './refuse.ts';

/** What an image shows: a number or a name of its class. */
export type Label = number | string;

/** Labels of images, in their order; numbers or names, not both. */
export type Labels<L extends Label> = ArrayLike<L>;

/** The classes, in ascending order, and the number of each image's class in that order. */
export interface ReadLabels<L extends Label> {
  readonly classes: readonly L[];
  readonly codes: Int32Array;
}

/** Reads labels of `count` images. Throws a `GgemError` where their number is another, or one is no label. */
export function readLabels<L extends Label>(
  operation: string,
  name: string,
  labels: Labels<L>,
  count: number,
): ReadLabels<L> {
  if (labels.length !== count) {
    refuse('shape', operation, {
      rule: `${name} must have one label for each of ${count} images`,
      came: `${labels.length}`,
      fix: 'Give them in the order of the images.',
    });
  }
  const all = Array.from(labels);
  const kind = typeof all[0];
  const at = all.findIndex((label) => !isLabel(label) || typeof label !== kind);
  if (at >= 0) {
    refuse('value', operation, {
      rule: `${name} must be finite numbers, or all of them names`,
      came: `${show(all[at])} at index ${at}`,
      fix: 'Give each image a class.',
    });
  }
  const classes = [...new Set(all)].sort((a, b) => (a < b ? -1 : 1));
  const codeOf = new Map(classes.map((label, code) => [label, code]));
  return { classes, codes: Int32Array.from(all, (label) => codeOf.get(label)!) };
}

/** Numbers of classes in an order that is given: -1 for a class that is not in it. */
export function codesIn<L extends Label>(classes: readonly L[], labels: Labels<L>): Int32Array {
  const codeOf = new Map(classes.map((label, code) => [label, code]));
  return Int32Array.from(Array.from(labels), (label) => codeOf.get(label) ?? -1);
}

function isLabel(label: unknown): label is Label {
  return typeof label === 'string' || Number.isFinite(label);
}
