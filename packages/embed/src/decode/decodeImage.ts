import { GgemError, show } from '@ggem/core/bare';
import type { RgbImage } from '../pixels/rgbImage.ts';
import { refuse } from '../refuse.ts';
import { type Drawable, decodeInBrowser, drawn } from './decodeInBrowser.ts';
import { decodeInNode } from './decodeInNode.ts';
import type { ImageSource, Pixels } from './imageSource.ts';
import { withoutAlpha } from './withoutAlpha.ts';

/**
 * The pixels of an image, turned as the EXIF orientation says. Transparency is dropped and the colours below it stay; colour
 * profiles are not applied, as in Pillow's `convert("RGB")`. Files are decoded by sharp in Node, by the browser in a page.
 *
 * Throws a `GgemError`: `format` for a file that cannot be decoded, `unavailable` where sharp is not installed, `value` for what is
 * no image.
 */
export async function decodeImage(source: ImageSource): Promise<RgbImage> {
  if (typeof source !== 'object' && typeof source !== 'string') return noImage(source);
  if (source === null) return noImage(source);
  if (isPixels(source)) return withoutAlpha(source);
  if (isDrawable(source)) return drawn(source);
  try {
    return await (isNode() ? decodeInNode(source) : decodeInBrowser(source));
  } catch (cause) {
    if (cause instanceof GgemError) throw cause;
    throw new GgemError(
      'format',
      `decodeImage: image must be a file that can be read and decoded, but ${nameOf(source)} cannot: ${cause instanceof Error ? cause.message : cause}. Leave it out, or repair it.`,
      { cause },
    );
  }
}

type Encoded = Exclude<ImageSource, Pixels | Drawable>;

function isPixels(source: object | string): source is Pixels {
  return typeof source === 'object' && 'data' in source && 'width' in source;
}

function isDrawable(source: object | string): source is Drawable {
  const kind = Object.prototype.toString.call(source).slice(8, -1);
  return ['ImageBitmap', 'HTMLCanvasElement', 'OffscreenCanvas', 'HTMLImageElement'].includes(kind);
}

function nameOf(source: Encoded): string {
  return typeof source === 'string' || source instanceof URL ? show(String(source)) : 'one of bytes';
}

function noImage(source: unknown): never {
  return refuse('value', 'decodeImage', {
    rule: 'image must be a path, bytes, a Blob, an ImageBitmap, a canvas or pixels',
    came: show(source),
    fix: 'Give one of these.',
  });
}

function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node !== undefined;
}
