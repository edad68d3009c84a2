import type { Resample, Size } from '../preprocessing/preprocessing.ts';
import { type Filter, filters } from './filters.ts';
import type { RgbImage } from './rgbImage.ts';

/**
 * Resizes as Pillow does, byte for byte: across, then down, each rounded to whole levels; a filter is stretched where an image
 * gets smaller, so that every pixel counts; weights are whole numbers of 2⁻²².
 */
export function resizeImage(image: RgbImage, { height, width }: Size, resample: Resample): RgbImage {
  if (resample === 'nearest') return nearest(image, { height, width });
  const filter = filters[resample];
  const across = width === image.width ? image : resizeAcross(image, taps(image.width, width, filter));
  return height === image.height ? across : resizeDown(across, taps(image.height, height, filter));
}

/** The pixels that a new pixel is made of, from position `from` on, and the weight of each. */
interface Taps {
  readonly from: number;
  readonly weights: Int32Array;
}

/** Weights are whole numbers of 2⁻²². */
const precision = 22;

function taps(length: number, wanted: number, { reach, weight }: Filter): readonly Taps[] {
  const scale = length / wanted;
  const stretch = Math.max(1, scale);
  return Array.from({ length: wanted }, (_, i) => {
    const middle = (i + 0.5) * scale;
    const from = Math.max(0, Math.trunc(middle - reach * stretch + 0.5));
    const to = Math.min(length, Math.trunc(middle + reach * stretch + 0.5));
    const exact = Array.from({ length: to - from }, (_, j) => weight((j + from - middle + 0.5) / stretch));
    const sum = exact.reduce((total, one) => total + one, 0);
    // Half away from zero, as C rounds.
    const weights = exact.map((one) => {
      const share = (one / sum) * 2 ** precision;
      return Math.trunc(share < 0 ? share - 0.5 : share + 0.5);
    });
    return { from, weights: Int32Array.from(weights) };
  });
}

/** Half a level of colour, in the unit of the weights: added to a sum before the shift, it rounds. */
const half = 2 ** (precision - 1);

function resizeAcross({ data, width, height }: RgbImage, columns: readonly Taps[]): RgbImage {
  const resized = new Uint8ClampedArray(columns.length * height * 3);
  let at = 0;
  for (let row = 0; row < height; row++) {
    for (const { from, weights } of columns) {
      let [red, green, blue] = [half, half, half];
      let pixel = (row * width + from) * 3;
      for (let i = 0; i < weights.length; i++, pixel += 3) {
        const weight = weights[i]!;
        red += data[pixel]! * weight;
        green += data[pixel + 1]! * weight;
        blue += data[pixel + 2]! * weight;
      }
      resized[at++] = red >> precision;
      resized[at++] = green >> precision;
      resized[at++] = blue >> precision;
    }
  }
  return { width: columns.length, height, data: resized };
}

function resizeDown({ data, width }: RgbImage, rows: readonly Taps[]): RgbImage {
  const length = width * 3;
  const resized = new Uint8ClampedArray(length * rows.length);
  const sums = new Int32Array(length);
  for (const [row, { from, weights }] of rows.entries()) {
    sums.fill(half);
    for (let i = 0; i < weights.length; i++) {
      const [weight, start] = [weights[i]!, (from + i) * length];
      for (let column = 0; column < length; column++) sums[column]! += data[start + column]! * weight;
    }
    for (let column = 0; column < length; column++) {
      resized[row * length + column] = sums[column]! >> precision;
    }
  }
  return { width, height: rows.length, data: resized };
}

function nearest({ data, width, height }: RgbImage, to: Size): RgbImage {
  const place = (i: number, length: number, wanted: number) =>
    Math.min(length - 1, Math.floor(((i + 0.5) * length) / wanted));
  const resized = new Uint8ClampedArray(to.width * to.height * 3);
  for (let i = 0; i < to.width * to.height; i++) {
    const row = place(Math.floor(i / to.width), height, to.height);
    const start = (row * width + place(i % to.width, width, to.width)) * 3;
    resized.set(data.subarray(start, start + 3), i * 3);
  }
  return { ...to, data: resized };
}
