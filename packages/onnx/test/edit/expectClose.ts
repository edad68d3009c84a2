import { expect } from 'vitest';

/** Asserts that values agree to `tolerance`, relative to the largest expected one. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const scale = Math.max(...Array.from(expected).filter(Number.isFinite).map(Math.abs));
  for (let i = 0; i < expected.length; i++) {
    if (Object.is(actual[i], expected[i])) continue;
    const error = Math.abs(actual[i]! - expected[i]!);
    expect(error, `at ${i}: ${actual[i]} for ${expected[i]}`).toBeLessThanOrEqual(tolerance * scale);
  }
}
