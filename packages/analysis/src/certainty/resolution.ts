import { checkInside, checkNumber } from '../input/checks.ts';
import { type Outcomes, readPairs } from '../input/outcomes.ts';
import { refuse } from '../input/refuse.ts';
import { normalQuantile } from './distributions.ts';
import { deviationOf } from './seedInterval.ts';

/** How sure a comparison has to be. */
export interface ResolutionOptions {
  /** How often a difference of that size is seen. Default 0.8. */
  readonly power?: number | undefined;
  /** Default 0.95. */
  readonly level?: number | undefined;
}

/**
 * The smallest difference of two runs that so many images (or classes, or many seeds) can resolve:
 * `(z_level + z_power) · deviation / √images`, 2.8 deviations over the root of the images at 95 % and 80 %.
 *
 * In: the deviation of one image's difference (`pairedDeviation`), in whose unit the result comes. Throws a `GgemError` with code
 * `value` for numbers that are not allowed.
 */
export function smallestDifference(
  deviation: number,
  images: number,
  options: ResolutionOptions = {},
): number {
  const operation = 'smallestDifference';
  checkDeviation(operation, deviation);
  checkNumber(operation, 'images', images, { from: 2, whole: true, fix: 'Give the number of images.' });
  return (factor(operation, options) * deviation) / Math.sqrt(images);
}

/** How many images it takes to resolve a difference: `((z_level + z_power) · deviation / difference)²`, rounded up. */
export function imagesToResolve(
  deviation: number,
  difference: number,
  options: ResolutionOptions = {},
): number {
  const operation = 'imagesToResolve';
  checkDeviation(operation, deviation);
  checkInside(operation, 'difference', difference, 0, Number.POSITIVE_INFINITY);
  return Math.max(2, Math.ceil(((factor(operation, options) * deviation) / difference) ** 2));
}

/**
 * The deviation of one image's difference between two runs, `√(Σ (d - mean)² / (n - 1))`, in the unit of the outcomes. Throws a
 * `GgemError` with code `shape` where lengths differ, and `value` for fewer than two images.
 */
export function pairedDeviation(a: Outcomes, b: Outcomes): number {
  const [first, second] = readPairs('pairedDeviation', a, b);
  if (first.length < 2) {
    refuse('value', 'pairedDeviation', { rule: 'images must be two or more', came: '1', fix: 'Give more.' });
  }
  return deviationOf(first.map((value, i) => value - second[i]!));
}

function factor(operation: string, { power = 0.8, level = 0.95 }: ResolutionOptions): number {
  checkInside(operation, 'power', power, 0, 1);
  checkInside(operation, 'level', level, 0, 1);
  return normalQuantile((1 + level) / 2) + normalQuantile(power);
}

function checkDeviation(operation: string, deviation: number): void {
  checkNumber(operation, 'deviation', deviation, { from: 0, fix: 'Take that of pairedDeviation.' });
}
