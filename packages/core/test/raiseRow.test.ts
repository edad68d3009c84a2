import { describe, expect, it } from 'vitest';
import { raise, rowOf } from '../src/reference/loops/raise.ts';

/** `r`, `size` and `r^size`, by mpmath 1.3 with 40 digits. */
const expected: readonly (readonly [number, number, number])[] = [
  [1, 0.5, 1],
  [1, 3.3, 1],
  [1, 7.25, 1],
  [0.5, 0.5, 2 ** -0.5],
  [0.5, 3.3, 0.10153154954452945],
  [0.5, 7.25, 0.0065695032441696445],
  [1 - 2 ** -53, 0.5, 1 - 2 ** -53],
  [1 - 2 ** -53, 3.3, 0.9999999999999997],
  [1 - 2 ** -53, 7.25, 0.9999999999999992],
  [0.999999, 0.5, 0.999999499999875],
  [0.999999, 3.3, 0.9999967000037949],
  [0.999999, 7.25, 0.999992750022656],
  [0.75, 0.5, 0.8660254037844386],
  [0.75, 3.3, 0.3869921621147632],
  [0.75, 7.25, 0.12422075359230297],
  [1 / 3, 0.5, 0.5773502691896257],
  [1 / 3, 3.3, 0.026637892345365347],
  [1 / 3, 7.25, 0.0003474328695251908],
  [0.001, 0.5, 0.03162277660168379],
  [0.001, 3.3, 1.2589254117941687e-10],
  [0.001, 7.25, 1.778279410038923e-22],
  [3.3e-7, 0.5, 0.0005744562646538029],
  [3.3e-7, 3.3, 4.0840965606366806e-22],
  [3.3e-7, 7.25, 1.0214710535741492e-47],
  [1e-20, 0.5, 1e-10],
  [1e-20, 3.3, 1.000000000000008e-66],
  [1e-20, 7.25, 9.999999999999996e-146],
  [1e-60, 0.5, 9.999999999999999e-31],
  [1e-60, 3.3, 1.0000000000000244e-198],
  [2.2250738585072014e-308, 0.5, 1.4916681462400413e-154],
];

/** A row after each number was raised to a size of its own. */
function raised(
  numbers: readonly number[],
  sizes: readonly number[],
): { powers: Float64Array; logs: Float64Array } {
  const row = rowOf(numbers.length);
  row.numbers.set(numbers);
  raise(row, Float64Array.from(sizes));
  return { powers: row.numbers, logs: row.logs };
}

describe('powers of a row', () => {
  it('are those of arbitrary precision', () => {
    const { powers } = raised(
      expected.map(([r]) => r),
      expected.map(([, size]) => size),
    );
    const errors = expected.map(
      ([, , power], i) => Math.abs(powers[i]! / power - 1) / (1 + Math.abs(Math.log2(power))),
    );
    expect(Math.max(...errors)).toBeLessThan(1e-15);
  });

  it('are exact of 1, and of halves with whole sizes', () => {
    expect([...raised([1, 1, 0.5, 0.25], [3.3, 25, 3, 2]).powers]).toEqual([1, 1, 0.125, 0.0625]);
  });

  it('are next to nothing below the normal numbers', () => {
    const [least] = raised([1e-200], [3]).powers;
    expect(least).toBeGreaterThanOrEqual(0);
    expect(least).toBeLessThan(1e-307);
  });

  it('come with logarithms', () => {
    const { logs } = raised([1, 0.5, 3 / 4, 1e-20], [2, 2, 2, 2]);
    // By mpmath.
    const known = [0, -1, -0.4150374992788438, -66.43856189774725];
    for (const [i, log] of known.entries())
      expect(Math.abs(logs[i]! - log)).toBeLessThanOrEqual(3e-16 * (1 - log));
  });
});
