/** The share that gets the strongest colour; the few patches above it, as max pooling has, keep that colour. */
const FULL = 0.2;

/** Values that the legend names. */
export const legendShares: readonly number[] = [0, 0.02, 0.05, 0.1, 0.2];

/** Strength of the colour of a share, 0..1: by the square root, so that a patch's fair share of 2 % is well seen. */
export function heat(share: number): number {
  return Math.sqrt(Math.min(1, Math.max(0, share) / FULL));
}
