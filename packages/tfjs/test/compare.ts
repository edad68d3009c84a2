import type * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';

/** Asserts that a tensor holds these values to `tolerance`, relative to the largest of them. */
export async function expectClose(
  actual: tf.Tensor,
  expected: ArrayLike<number>,
  tolerance: number,
): Promise<void> {
  const values = await actual.data();
  expect(values.length).toBe(expected.length);
  const finite = Array.from(expected).filter(Number.isFinite).map(Math.abs);
  const scale = Math.max(1e-30, ...finite);
  for (let i = 0; i < expected.length; i++) {
    if (Object.is(values[i], expected[i])) continue;
    expect(
      Math.abs(values[i]! - expected[i]!) / scale,
      `at ${i}: ${values[i]} for ${expected[i]}`,
    ).toBeLessThanOrEqual(tolerance);
  }
}
