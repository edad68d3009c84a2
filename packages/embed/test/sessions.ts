import type { Session } from '@ggem/onnx/run';
import { Tensor } from 'onnxruntime-common';
import type { Preprocessing, RgbImage } from '../src/index.ts';

/** Images as they are, values from 0 to 255. */
export const asTheyAre: Preprocessing = {
  resize: undefined,
  crop: undefined,
  scale: 1,
  mean: [0, 0, 0],
  deviation: [1, 1, 1],
};

/** An image of one colour, 2 × 2 unless told otherwise. */
export function plain(level: number, width = 2, height = 2): RgbImage {
  return { width, height, data: new Uint8Array(3 * width * height).fill(level) };
}

/** A session that takes pixels and gives each as a token, `[batch, pixels, 3]`, and a vector of means; it notes how many came. */
export function fakeSession(
  shape: readonly (number | string)[] = ['n', 3, 'h', 'w'],
): Session & { readonly outputNames: readonly string[]; readonly batches: number[] } {
  const batches: number[] = [];
  return {
    batches,
    inputNames: ['pixel_values'],
    outputNames: ['tokens', 'pooled'],
    inputMetadata: [{ name: 'pixel_values', isTensor: true, type: 'float32', shape }],
    run: async (feeds) => {
      const { data, dims } = feeds.pixel_values as Tensor;
      const [batch, , height, width] = dims as [number, number, number, number];
      batches.push(batch);
      const count = height * width;
      const tokens = Float32Array.from({ length: batch * count * 3 }, (_, i) => {
        const [image, pixel, colour] = [Math.floor(i / (3 * count)), Math.floor(i / 3) % count, i % 3];
        return (data as Float32Array)[(image * 3 + colour) * count + pixel]!;
      });
      const pooled = Float32Array.from({ length: batch * 3 }, (_, i) => (data as Float32Array)[i * count]!);
      return {
        tokens: new Tensor('float32', tokens, [batch, count, 3]),
        pooled: new Tensor('float32', pooled, [batch, 3]),
      };
    },
  };
}
