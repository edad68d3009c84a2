import { poolArrayGradient } from '@ggem/core';

const points = 41;

/** Inputs spread evenly over 0..1, as in the paper's figure 3. */
const inputs = Array.from({ length: points }, (_, i) => i / (points - 1));

/** The exponents of the rows, the largest on top. */
export const rowExponents: readonly number[] = Array.from({ length: 29 }, (_, i) => 8 - i / 4);

/** `N ∂f/∂x` of each input for one p: 1 everywhere at p = 1, more for the large inputs as p grows. */
export function gradientRow(p: number): readonly number[] {
  const tokens = { shape: [1, points, 1] as const, data: inputs };
  const { tokens: dx } = poolArrayGradient(tokens, { type: 'gem', p }, [1]);
  return [...dx].map((value) => value * points);
}

/** The strongest gradient of all rows, the end of the colour scale. */
export const strongestGradient: number = Math.max(...gradientRow(8));
