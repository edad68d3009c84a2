/** The rate of a step, from 0 on: a straight rise over the warm-up, then half a cosine down to a hundredth of the peak. */
export function learningRate(step: number, steps: number, peak: number, warmUp: number): number {
  if (step < warmUp) return (peak * (step + 1)) / warmUp;
  const done = (step - warmUp) / Math.max(1, steps - warmUp);
  return peak * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * done)));
}
