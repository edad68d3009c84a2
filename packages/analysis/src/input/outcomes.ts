import { show } from '@ggem/core/bare';
import { refuse } from './refuse.ts';

/** What came of each image: a share, or whether it was right. */
export type Outcomes = ArrayLike<number> | ArrayLike<boolean>;

/** Two lists of outcomes of the same images, as numbers. Throws a `GgemError` where they differ in length, or are empty. */
export function readPairs(
  operation: string,
  a: Outcomes,
  b: Outcomes,
): readonly [Float64Array, Float64Array] {
  const read = [numbersOf(operation, 'a', a), numbersOf(operation, 'b', b)] as const;
  if (a.length !== b.length || a.length === 0) {
    refuse('shape', operation, {
      rule: 'a and b must have outcomes of the same images, at least one',
      came: `${a.length} and ${b.length}`,
      fix: 'Compare runs on the same images, in the same order.',
    });
  }
  return read;
}

/** Outcomes as numbers, right as 1 and wrong as 0. */
function numbersOf(operation: string, name: string, outcomes: Outcomes): Float64Array {
  return Float64Array.from(outcomes as ArrayLike<unknown>, (value, i) => {
    if (typeof value === 'boolean') return Number(value);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    return refuse('value', operation, {
      rule: `${name} must be finite numbers or booleans`,
      came: `${show(value)} at index ${i}`,
      fix: 'Leave out images without an outcome, in both runs.',
    });
  });
}

/** The mean of some numbers. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** An outcome of each image that counted, and their mean. */
export interface Measure {
  readonly mean: number;
  readonly each: Float64Array;
}

export function measureOf(each: Float64Array): Measure {
  return { mean: meanOf(each), each };
}
