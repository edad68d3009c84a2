import { type Outcomes, readPairs } from '../input/outcomes.ts';
import { refuse } from '../input/refuse.ts';
import { coinBelow } from './distributions.ts';

/** Where two classifiers differ. */
export interface Mcnemar {
  /** Images that only a got right, and only b. */
  readonly onlyA: number;
  readonly onlyB: number;
  /** How likely so uneven a split is, or a more uneven one, if both are equally good. */
  readonly pValue: number;
}

/**
 * McNemar's test of two accuracies on the same images, in its exact form: of the n images that one of both got right, each is a
 * throw of a coin, so that `p = min(1, 2 P(X ≤ min(onlyA, onlyB)))` with X binomial(n, 1/2). 1 where they never differ.
 *
 * In: whether each image was right, in both runs (booleans, or 1 and 0). Throws a `GgemError`: `shape` where lengths differ or are
 * 0, `value` for other numbers.
 */
export function mcnemar(a: Outcomes, b: Outcomes): Mcnemar {
  const operation = 'mcnemar';
  const [first, second] = readPairs(operation, a, b);
  for (const [name, values] of [['a', first] as const, ['b', second] as const]) {
    const at = values.findIndex((value) => value !== 0 && value !== 1);
    if (at >= 0) {
      refuse('value', operation, {
        rule: `${name} must be 1 where an image was right and 0 where it was wrong`,
        came: `${values[at]} at index ${at}`,
        fix: 'For other outcomes, draw: pairedBootstrap.',
      });
    }
  }
  let [onlyA, onlyB] = [0, 0];
  first.forEach((value, i) => {
    if (value > second[i]!) onlyA += 1;
    if (value < second[i]!) onlyB += 1;
  });
  const pValue = Math.min(1, 2 * coinBelow(Math.min(onlyA, onlyB), onlyA + onlyB));
  return { onlyA, onlyB, pValue };
}
