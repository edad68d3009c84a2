import { float16Bits, float16Numbers, float16Value } from '@ggem/core';
import { expect, it } from 'vitest';

it('reads float16 bits as IEEE 754 says', () => {
  // The examples of the standard's binary16: zeros, least subnormal, greatest subnormal, least normal, 1/3, 1, 1 + 2⁻¹⁰, greatest, infinities.
  const bits = [
    0, 0x8000, 1, 0x03ff, 0x0400, 0x3555, 0x3c00, 0x3c01, 0xc000, 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0xfe01,
  ];
  const numbers = [
    0,
    -0,
    2 ** -24,
    1023 * 2 ** -24,
    2 ** -14,
    0.333251953125,
    1,
    1.0009765625,
    -2,
    65504,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NaN,
    Number.NaN,
  ];
  expect([...float16Numbers(Uint16Array.from(bits))]).toEqual(numbers);
});

it('reads each of the 65,536 as one alone, and writes it back', () => {
  const bits = Uint16Array.from({ length: 65536 }, (_, i) => i);
  const numbers = float16Numbers(bits);
  expect([...numbers]).toEqual(Array.from(bits, float16Value));
  const written = Array.from(numbers, float16Bits);
  expect(written.filter((one, i) => one !== i && !Number.isNaN(numbers[i]))).toEqual([]);
});
