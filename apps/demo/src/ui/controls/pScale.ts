/**
 * The slider's scale: position t in 0..1 stands for p = 1 / (1 - t). So its ends are exactly the average (p = 1) and the
 * maximum (p = ∞), and equal steps change the pooled value by similar amounts.
 *
 * 120 steps, because 120 has the divisors that put 1.5, 2, 3, 4, 5, 6, 8, 10, 12 and 20 on a step.
 */
export const P_STEPS = 120;

export function pAt(step: number): number {
  return P_STEPS / (P_STEPS - step);
}

/** The nearest step. Training may reach a p below 1, which is shown at the lower end. */
export function stepOf(p: number): number {
  return Math.round(P_STEPS * positionOf(p));
}

export function positionOf(p: number): number {
  return Math.max(0, 1 - 1 / p);
}
