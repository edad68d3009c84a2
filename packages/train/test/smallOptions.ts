import { type FinetuneOptions, vit } from '../src/index.ts';

/** A small model: images of 8 × 8, patches of 4, two blocks. */
export const model: Uint8Array = vit({
  image: [3, 8, 8],
  patch: 4,
  width: 12,
  depth: 2,
  heads: 3,
  classes: 5,
});

/** Images of three classes: bars that lie, bars that stand, and squares, each with noise. */
export function images(count: number, first = 0): FinetuneOptions['data'] {
  const labels = Array.from({ length: count }, (_, i) => (i + first) % 3);
  return {
    count,
    labels,
    image: async (index) =>
      Float32Array.from({ length: 192 }, (_, i) => {
        const [y, x] = [Math.floor(i / 8) % 8, i % 8];
        const noise = Math.sin((i + 1) * (index + first + 1) * 12.9898) * 0.3;
        const shape = [y % 2, x % 2, (Math.floor(x / 2) + Math.floor(y / 2)) % 2][labels[index]!]!;
        return 2 * shape - 1 + noise;
      }),
  };
}

/** Options that train it in a second or two; the runtime is still to be chosen. */
export const options: Omit<FinetuneOptions, 'session'> = {
  pooling: { type: 'ggem', groups: 3, range: [1, 8] },
  classes: 3,
  data: images(48),
  from: { blocks: 1 },
  epochs: 4,
  batch: 8,
  rate: 3e-3,
};
