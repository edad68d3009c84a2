import type { RgbImage } from '../pixels/rgbImage.ts';

/** Pixels with transparency, as a canvas gives them: `ImageData` is one. */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  /** Four bytes a pixel; the fourth, transparency, is ignored. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Pixels of three or four bytes. */
export type Pixels = RgbImage | RgbaImage;

/**
 * An image as it comes: the path of a file (in Node) or its address (in a page); the bytes of a file; a `File` or `Blob`; an
 * `ImageBitmap`, a canvas or an image of a page; or pixels, of three or four bytes.
 */
export type ImageSource =
  | string
  | URL
  | Uint8Array
  | ArrayBuffer
  | Blob
  | ImageBitmap
  | HTMLCanvasElement
  | OffscreenCanvas
  | HTMLImageElement
  | Pixels;
