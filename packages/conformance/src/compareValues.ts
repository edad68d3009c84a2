import type { Expected } from './case.ts';
import { ConformanceError } from './conformanceError.ts';

/** Where and how strictly to compare. */
export interface Comparison {
  /** Starts the message: the case and the property. */
  readonly name: string;
  /** The allowed error in units of the scale: a factor of `bounds` times the unit roundoff. */
  readonly tolerance: number;
  /** How a position is shown. */
  readonly index: (position: number) => string;
}

/**
 * Compares in three steps: the same value (NaN with NaN, equal infinities), finiteness, distance in units of the scale.
 *
 * Returns the worst error in units of the bound. Throws at the first value beyond it, and names index, values and bound.
 * Values that are not defined (`null`) are skipped.
 */
export function compareValues(
  { value, scale }: Expected,
  actual: ArrayLike<number>,
  how: Comparison,
): number {
  if (actual.length !== value.length) {
    throw new ConformanceError(`${how.name}: expected ${value.length} values, but ${actual.length} came.`);
  }
  let worst = 0;
  value.forEach((wanted, i) => {
    const got = actual[i]!;
    if (wanted === null || got === wanted || (Number.isNaN(got) && Number.isNaN(wanted))) return;
    const where = `${how.name}${how.index(i)}: expected ${wanted}, but ${got} came`;
    if (!Number.isFinite(wanted) || !Number.isFinite(got)) throw new ConformanceError(`${where}.`);
    const bound = how.tolerance * scale[i]!;
    const error = Math.abs(got - wanted);
    if (!(error <= bound)) {
      const rule = bound === 0 ? 'the value must be exact' : `off by ${short(error)}, bound ${short(bound)}`;
      throw new ConformanceError(`${where} (${rule}).`);
    }
    worst = Math.max(worst, error / bound);
  });
  return worst;
}

function short(value: number): string {
  return value.toPrecision(3);
}
