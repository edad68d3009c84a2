import type { RgbImage } from '../pixels/rgbImage.ts';
import { refuse } from '../refuse.ts';
import type { Pixels } from './imageSource.ts';

/** Four bytes a pixel to three. */
export function withoutAlpha({ data, width, height }: Pixels): RgbImage {
  const count = width * height;
  if (count > 0 && data.length === 3 * count) return { data, width, height };
  if (!(count > 0 && data.length === 4 * count)) {
    refuse('shape', 'decodeImage', {
      rule: `pixels must have three or four bytes each of ${width} × ${height}`,
      came: `${data.length} bytes`,
      fix: 'Check width and height.',
    });
  }
  const rgb = new Uint8ClampedArray(3 * count);
  for (let i = 0; i < count; i++) rgb.set(data.subarray(4 * i, 4 * i + 3), 3 * i);
  return { data: rgb, width, height };
}
