/** Rounds as Python does: what lies between two whole numbers goes to the even one. */
export function roundToEven(x: number): number {
  return x % 1 === 0.5 ? 2 * Math.round(x / 2) : Math.round(x);
}
