import { checkInside } from '../input/checks.ts';
import { meanOf, type Outcomes, readPairs } from '../input/outcomes.ts';
import { refuse } from '../input/refuse.ts';
import { studentQuantile } from './distributions.ts';
import type { Interval } from './pairedBootstrap.ts';

/**
 * The t-interval over seeds: `d ± t s / √n`, d the mean and s the deviation of the n differences of two methods, each pair
 * trained from one seed; t the quantile of Student's distribution with n - 1 degrees of freedom.
 *
 * In: a result of each seed by both methods, in the same order. Out: in their unit. Throws a `GgemError`: `shape` where lengths
 * differ, `value` for fewer than two seeds and for a level that is no share.
 */
export function seedInterval(
  a: Outcomes,
  b: Outcomes,
  { level = 0.95 }: { readonly level?: number | undefined } = {},
): Interval {
  const operation = 'seedInterval';
  const [first, second] = readPairs(operation, a, b);
  checkInside(operation, 'level', level, 0, 1);
  const differences = first.map((value, i) => value - second[i]!);
  if (differences.length < 2) {
    refuse('value', operation, {
      rule: 'seeds must be two or more',
      came: '1',
      fix: 'Train from more seeds.',
    });
  }
  const difference = meanOf(differences);
  const standardError = deviationOf(differences) / Math.sqrt(differences.length);
  const reach = standardError * studentQuantile(level, differences.length - 1);
  const [low, high] = [difference - reach, difference + reach];
  return { difference, low, high, standardError, resolved: low > 0 || high < 0 };
}

/** `√(Σ (x - mean)² / (n - 1))`. */
export function deviationOf(values: Float64Array): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
