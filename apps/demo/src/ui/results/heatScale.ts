/** The share with the strongest colour. The few patches above it, as in max pooling, have that colour too. */
const FULL = 0.2;

/** Values that the legend names. */
export const legendShares: readonly number[] = [0, 0.02, 0.05, 0.1, 0.2];

/** Strength of the colour of a share, 0..1: by the square root, so that an equal share, 2 %, is easy to see. */
export function heat(share: number): number {
  return Math.sqrt(Math.min(1, Math.max(0, share) / FULL));
}
