/**
 * The sliders' scale, evenly in 1/p: the first step is p = 1, the average, the last is p = ∞, the maximum, and equal
 * steps change the pooled value by about as much. 120 has the divisors that put 1.5, 2, 3, 4, 5, 6 and 8 on a step.
 */
export const steps = 120;

export function pAt(step: number): number {
  return steps / (steps - step);
}

export function stepOf(p: number): number {
  return Math.round(steps * (1 - 1 / p));
}

export function pText(p: number): string {
  return p === Number.POSITIVE_INFINITY ? '∞' : p < 20 ? p.toFixed(1) : p.toFixed(0);
}
