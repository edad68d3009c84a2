import { expect, test } from 'vitest';
import { compareValues } from '../src/index.ts';

const how = { name: 'mean/normal: y', tolerance: 0.01, index: (i: number) => `[${i}]` };
const compare = (wanted: number | null, got: number, scale = 0) =>
  compareValues({ value: [wanted], scale: [scale] }, [got], how);
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

test('NaN equals NaN, and an infinity the same infinity', () => {
  expect(compare(nan, nan)).toBe(0);
  expect(compare(inf, inf)).toBe(0);
  expect(compare(-inf, -inf)).toBe(0);
});

test('NaN, infinities and numbers are told apart, however wide the bound', () => {
  const pairs = [
    [nan, inf],
    [inf, nan],
    [inf, -inf],
    [inf, 1],
    [1, inf],
    [nan, 1],
    [1, nan],
    [nan, 0],
  ] as const;
  for (const [wanted, got] of pairs) {
    expect(() => compare(wanted, got, 1e300)).toThrow(
      `mean/normal: y[0]: expected ${wanted}, but ${got} came.`,
    );
  }
});

test('the bound is the scale times the tolerance, and the worst error comes in its units', () => {
  expect(compare(10, 10.25, 50)).toBe(0.5);
  expect(compare(10, 10.5, 50)).toBe(1);
  expect(() => compare(10, 10.75, 50)).toThrow(
    'mean/normal: y[0]: expected 10, but 10.75 came (off by 0.750, bound 0.500).',
  );
});

test('a value without a scale must be exact', () => {
  expect(compare(0, -0)).toBe(0);
  expect(() => compare(0, 1e-300)).toThrow(
    'mean/normal: y[0]: expected 0, but 1e-300 came (the value must be exact).',
  );
});

test('a value that is not defined may be anything', () => {
  expect(compare(null, nan)).toBe(0);
  expect(compare(null, 1)).toBe(0);
});

test('a missing value is an error', () => {
  expect(() => compareValues({ value: [1, 2], scale: [1, 1] }, [1], how)).toThrow(
    'mean/normal: y: expected 2 values, but 1 came.',
  );
});

test('a later value is named by its index', () => {
  const expected = { value: [1, 2, 3], scale: [1, 1, 1] };
  expect(() => compareValues(expected, [1, 2, 4], how)).toThrow('mean/normal: y[2]: expected 3, but 4 came');
});
