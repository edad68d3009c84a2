import type { RgbImage } from '../pixels/rgbImage.ts';
import { withoutAlpha } from './withoutAlpha.ts';

/** What a canvas can draw. */
export type Drawable = ImageBitmap | HTMLCanvasElement | OffscreenCanvas | HTMLImageElement;

/** Decodes a file by the browser. */
export async function decodeInBrowser(
  source: string | URL | Uint8Array | ArrayBuffer | Blob,
): Promise<RgbImage> {
  const bitmap = await createImageBitmap(await blobOf(source), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  try {
    return drawn(bitmap);
  } finally {
    bitmap.close();
  }
}

/** The pixels of what a canvas can draw. */
export function drawn(source: Drawable): RgbImage {
  const [width, height] =
    'naturalWidth' in source ? [source.naturalWidth, source.naturalHeight] : [source.width, source.height];
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(source, 0, 0);
  return withoutAlpha(context.getImageData(0, 0, width, height));
}

async function blobOf(source: string | URL | Uint8Array | ArrayBuffer | Blob): Promise<Blob> {
  if (source instanceof Blob) return source;
  if (typeof source !== 'string' && !(source instanceof URL)) return new Blob([source as BlobPart]);
  const response = await fetch(source);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return response.blob();
}
