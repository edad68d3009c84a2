import { show } from '@ggem/core/bare';
import { refuse } from './refuse.ts';

/** A rule for a number among the options. */
export interface NumberRule {
  readonly from: number;
  readonly to?: number | undefined;
  readonly whole?: boolean | undefined;
  readonly fix: string;
}

/** Throws a `GgemError` where an option is not a number within bounds, which themselves count as within. */
export function checkNumber(operation: string, name: string, value: number, rule: NumberRule): void {
  const { from, to = Number.POSITIVE_INFINITY, whole = false, fix } = rule;
  const fits = typeof value === 'number' && Number.isFinite(value) && value >= from && value <= to;
  if (fits && (!whole || Number.isInteger(value))) return;
  const kind = whole ? 'a whole number' : 'a number';
  const bounds = to === Number.POSITIVE_INFINITY ? `from ${from}` : `from ${from} to ${to}`;
  refuse('value', operation, { rule: `${name} must be ${kind} ${bounds}`, came: show(value), fix });
}

/** Throws a `GgemError` where a list of numbers of neighbours has one that there cannot be. */
export function checkCounts(operation: string, name: string, counts: readonly number[], most: number): void {
  for (const count of counts) {
    checkNumber(operation, name, count, {
      from: 1,
      to: most,
      whole: true,
      fix: 'Ask for at most as many as there are.',
    });
  }
}

/** Throws a `GgemError` where an option is not inside of an open interval. */
export function checkInside(operation: string, name: string, value: number, from: number, to: number): void {
  if (typeof value === 'number' && value > from && value < to) return;
  const fix = to === 1 ? 'Give a share, such as 0.95.' : 'Give a positive number.';
  const rule =
    to === Number.POSITIVE_INFINITY
      ? `${name} must be a number above ${from}`
      : `${name} must be a number between ${from} and ${to}`;
  refuse('value', operation, { rule, came: show(value), fix });
}
