/** One image, two tokens of two channels. */
export const tokens = {
  data: Float32Array.of(1, 2, 3, 4),
  shape: [1, 2, 2],
} as const;

export const spec = { type: 'gem', p: 3 } as const;

export function show(pooled: ArrayLike<number>): string {
  return Array.from(pooled, (one) => one.toFixed(3)).join(' ');
}
