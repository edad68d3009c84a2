import { describe, expect, it } from 'vitest';
import { powersOfRow } from '../src/reference/loops/powersOfRow.ts';

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

/** The powers of a row, each with a size of its own. */
function powers(values: readonly number[], sizes: readonly number[], share = 1): Float64Array {
  const { row, addTo } = powersOfRow(values.length);
  const sums = new Float64Array(values.length);
  row.set(values);
  addTo(sums, Float64Array.from(sizes), share);
  return sums;
}

describe('powers of a row', () => {
  it('are those of arbitrary precision', () => {
    const all = powers(
      expected.map(([r]) => r),
      expected.map(([, size]) => size),
    );
    const errors = expected.map(
      ([, , power], i) => Math.abs(all[i]! / power - 1) / (1 + Math.abs(Math.log2(power))),
    );
    expect(Math.max(...errors)).toBeLessThan(1e-15);
  });

  it('are exact of 1, and of halves with whole sizes', () => {
    expect([...powers([1, 1, 0.5, 0.25], [3.3, 25, 3, 2])]).toEqual([1, 1, 0.125, 0.0625]);
  });

  it('are next to nothing below the normal numbers', () => {
    const [least] = powers([1e-200], [3]);
    expect(least).toBeGreaterThanOrEqual(0);
    expect(least).toBeLessThan(1e-307);
  });

  it('are added to what is there, as much as they count', () => {
    const { row, addTo } = powersOfRow(1);
    const sums = Float64Array.of(10);
    row[0] = 0.5;
    addTo(sums, Float64Array.of(2), 0.5);
    expect(sums[0]).toBe(10.125);
  });
});
