import { decodeImage, type RgbImage } from '@ggem/embed';
import sharp from 'sharp';
import type { ImageEntry } from '../read/imageList.ts';

/** A rectangle of pixels; `right` and `bottom` are the first outside. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** An image, which of its pixels are foreground, and the box around them. */
export interface MaskedImage {
  readonly image: RgbImage;
  /** 1 for foreground, a number for each pixel. */
  readonly mask: Uint8Array;
  readonly box: Box;
}

/** Reads an image and its mask, bright for foreground; or says why it cannot be used. */
export async function readMasked({ path, mask: file }: ImageEntry): Promise<MaskedImage | string> {
  if (file === undefined) return 'it has no mask';
  try {
    const image = await decodeImage(path);
    const { data, info } = await sharp(file)
      .removeAlpha()
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.width !== image.width || info.height !== image.height) {
      return `its mask is ${info.width} × ${info.height}, the image ${image.width} × ${image.height}`;
    }
    const mask = Uint8Array.from({ length: info.width * info.height }, (_, i) =>
      Number(data[i * info.channels]! > 127),
    );
    const box = boxOf(mask, info.width);
    if (box === undefined) return 'its mask is empty';
    return largestStrip(box, image) === undefined
      ? 'its mask leaves no background beside it'
      : { image, mask, box };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function boxOf(mask: Uint8Array, width: number): Box | undefined {
  let [left, top, right, bottom] = [width, Number.POSITIVE_INFINITY, 0, 0];
  mask.forEach((one, i) => {
    if (one === 0) return;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x + 1), Math.max(bottom, y + 1)];
  });
  return right === 0 ? undefined : { left, top, right, bottom };
}

/** The largest of the four strips above, below, left and right of a box; none where it fills the image. */
export function largestStrip(
  box: Box,
  { width, height }: Pick<RgbImage, 'width' | 'height'>,
): Box | undefined {
  const strips = [
    { left: 0, top: 0, right: width, bottom: box.top },
    { left: 0, top: box.bottom, right: width, bottom: height },
    { left: 0, top: 0, right: box.left, bottom: height },
    { left: box.right, top: 0, right: width, bottom: height },
  ];
  const area = ({ left, top, right, bottom }: Box): number => (right - left) * (bottom - top);
  const best = strips.reduce((a, b) => (area(b) > area(a) ? b : a));
  return area(best) === 0 ? undefined : best;
}
