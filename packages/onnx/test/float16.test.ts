import { expect, it } from 'vitest';
import { float16Bits, float16Value } from '../src/float16.ts';

it('rounds every float16 to itself', () => {
  for (let bits = 0; bits < 0x10000; bits++) {
    const value = float16Value(bits);
    if (!Number.isNaN(value)) expect(float16Bits(value)).toBe(bits);
  }
});

// Values and bits from the tables of IEEE 754-2008, binary16.
it.each([
  [1, 0x3c00],
  [-2, 0xc000],
  [65504, 0x7bff],
  [65519.996, 0x7bff],
  [65520, 0x7c00],
  [2 ** -24, 0x0001],
  [2 ** -25, 0x0000],
  [2 ** -25 * 1.0001, 0x0001],
  [2 ** -14, 0x0400],
  [1 + 2 ** -11, 0x3c00],
  [1 + 3 * 2 ** -11, 0x3c02],
  [2 - 2 ** -12, 0x4000],
  [Number.NEGATIVE_INFINITY, 0xfc00],
  [Number.NaN, 0x7e00],
])('rounds %d to the nearest float16, ties to even', (value, bits) => {
  expect(float16Bits(value)).toBe(bits);
});
