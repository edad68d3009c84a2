import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import type { RgbImage } from './rgbImage.ts';
import { roundToEven } from './roundToEven.ts';

/** Cuts out of the middle; what lies outside of the image is black. */
export function cropImage(
  { data, width, height }: RgbImage,
  { rounding, ...to }: NonNullable<Preprocessing['crop']>,
): RgbImage {
  if (to.width === width && to.height === height) return { data, width, height };
  const start = rounding === 'even' ? startEven : startDown;
  const [left, top] = [start(width, to.width), start(height, to.height)];
  const cropped = new Uint8ClampedArray(to.width * to.height * 3);
  const [from, end] = [Math.max(0, left), Math.min(width, left + to.width)];
  for (let row = Math.max(0, top); row < Math.min(height, top + to.height); row++) {
    const at = (row - top) * to.width + (from - left);
    cropped.set(data.subarray((row * width + from) * 3, (row * width + end) * 3), at * 3);
  }
  return { ...to, data: cropped };
}

/**
 * Where torchvision, and timm with it, begins: half of what is left over, rounded to an even number where it lies between two. An
 * image that is too small gets its border first: half of what is missing, rounded down, stands before it.
 */
function startEven(length: number, wanted: number): number {
  return wanted > length ? -Math.floor((wanted - length) / 2) : roundToEven((length - wanted) / 2);
}

/** Where transformers begins: half of what is left over, rounded down; half of what is missing, rounded up, stands before it. */
function startDown(length: number, wanted: number): number {
  return wanted > length ? -Math.ceil((wanted - length) / 2) : Math.floor((length - wanted) / 2);
}
