import type { RgbImage } from '@ggem/embed';
import { type Box, largestStrip, type MaskedImage } from './maskedImage.ts';
import type { MixedName, VariantName } from './variants.ts';

/** A variant that needs no other image. */
export function makeVariant(
  name: Exclude<VariantName, MixedName>,
  { image, mask, box }: MaskedImage,
): RgbImage {
  switch (name) {
    case 'original':
      return image;
    case 'onlyForeground':
      return painted(image, (i) => (mask[i] === 1 ? image : undefined));
    case 'noForeground':
      return painted(image, (i) => (mask[i] === 1 ? undefined : image));
    case 'onlyBackgroundBox':
      return painted(image, (i) => (isInside(box, i, image.width) ? undefined : image));
    case 'onlyBackgroundTiled':
      return tiled(image, box);
    default:
      return name satisfies never;
  }
}

/** The foreground on another background, which has been brought to the size of the image. */
export function mixImages({ image, mask }: MaskedImage, background: RgbImage): RgbImage {
  return painted(image, (i) => (mask[i] === 1 ? image : background));
}

/** The box filled with the largest strip of background beside it, repeated. */
function tiled(image: RgbImage, box: Box): RgbImage {
  const { width } = image;
  const strip = largestStrip(box, image)!;
  const data = Uint8Array.from(image.data);
  for (let y = box.top; y < box.bottom; y++) {
    for (let x = box.left; x < box.right; x++) {
      const fromX = strip.left + ((x - box.left) % (strip.right - strip.left));
      const fromY = strip.top + ((y - box.top) % (strip.bottom - strip.top));
      const from = 3 * (fromY * width + fromX);
      data.set(image.data.subarray(from, from + 3), 3 * (y * width + x));
    }
  }
  return { ...image, data };
}

/** Each pixel from the image that is named for it; black where none is. */
function painted(like: RgbImage, from: (pixel: number) => RgbImage | undefined): RgbImage {
  const data = new Uint8Array(like.data.length);
  for (let i = 0; i < data.length / 3; i++) {
    const source = from(i);
    if (source !== undefined) data.set(source.data.subarray(3 * i, 3 * i + 3), 3 * i);
  }
  return { ...like, data };
}

function isInside({ left, top, right, bottom }: Box, pixel: number, width: number): boolean {
  const [x, y] = [pixel % width, Math.floor(pixel / width)];
  return x >= left && x < right && y >= top && y < bottom;
}
