import { pairedBootstrap, pairedDeviation, seedInterval, smallestDifference } from '@ggem/analysis';
import type { Outcome } from '../measure/measures.ts';
import type { Against, Span } from './result.ts';

/** How intervals are drawn. */
export interface Drawing {
  readonly draws: number;
  readonly level: number;
  readonly seed: number;
}

/** Shares of two poolings from the same seeds, in the same order. */
export interface SeedMeans {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/**
 * The difference of two outcomes, image by image, with its intervals over images and over classes, and over seeds where there are
 * two or more.
 */
export function against(
  a: Outcome,
  b: Outcome,
  labels: readonly string[],
  drawing: Drawing,
  seeds?: SeedMeans,
): Against {
  const { level } = drawing;
  const both = labels.flatMap((_, i) => (a[i] === null || b[i] === null ? [] : [i]));
  const call = {
    a: both.map((i) => a[i] as number),
    b: both.map((i) => b[i] as number),
    ...drawing,
  };
  const classes = both.map((i) => labels[i]!);
  const images = pairedBootstrap(call);
  return {
    difference: images.difference,
    images: spanOf(images),
    classes: spanOf(pairedBootstrap({ ...call, classes })),
    smallest: smallestDifference(pairedDeviation(call.a, call.b), both.length, { level }),
    ...(seeds !== undefined &&
      seeds.a.length > 1 && { seeds: spanOf(seedInterval(seeds.a, seeds.b, { level })) }),
  };
}

function spanOf({ low, high, resolved }: Span): Span {
  return { low, high, resolved };
}

/** The mean over the images that were not left out. */
export function meanOf(outcome: Outcome): number {
  const counted = outcome.filter((value) => value !== null);
  return counted.reduce((sum, value) => sum + value, 0) / counted.length;
}
