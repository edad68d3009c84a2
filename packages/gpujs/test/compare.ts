import { expect } from 'vitest';

/** Asserts that values agree to `tolerance`, relative to the largest expected one. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(1e-30, ...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++) {
    expect(
      Math.abs(actual[i]! - expected[i]!) / scale,
      `at ${i}: ${actual[i]} for ${expected[i]}`,
    ).toBeLessThanOrEqual(tolerance);
  }
}
