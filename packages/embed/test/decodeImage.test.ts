import { describe, expect, it } from 'vitest';
import { decodeImage } from '../src/index.ts';

// A PNG of 2 × 2: red, green, blue, and white that shows through half (made by Pillow 9.4).
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAYAAABytg0kAAAAGUlEQVR4nAXBAQ0AAAjAINwsbvILImlH4h4/gAaBNbRWFQAAAABJRU5ErkJggg==';
const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
const pixels = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255];

describe('an image', () => {
  it.each([
    ['bytes', bytes],
    ['an ArrayBuffer', bytes.buffer],
    ['a Blob', new Blob([bytes])],
    ['three bytes a pixel', { width: 2, height: 2, data: Uint8Array.from(pixels) }],
    [
      'four bytes a pixel',
      {
        width: 2,
        height: 2,
        data: Uint8ClampedArray.from({ length: 16 }, (_, i) =>
          i % 4 === 3 ? 9 : pixels[Math.floor(i / 4) * 3 + (i % 4)]!,
        ),
      },
    ],
  ])('may come as %s', async (_, source) => {
    const image = await decodeImage(source as Uint8Array);
    expect([image.width, image.height, [...image.data]]).toEqual([2, 2, pixels]);
  });

  it.skipIf(typeof OffscreenCanvas === 'undefined')(
    'may come as an ImageBitmap or a canvas, in a page',
    async () => {
      const bitmap = await createImageBitmap(new Blob([bytes]));
      expect((await decodeImage(bitmap)).data.slice(0, 9)).toEqual(
        Uint8ClampedArray.from(pixels.slice(0, 9)),
      );
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [1, 1];
      const context = canvas.getContext('2d')!;
      context.fillStyle = '#102030';
      context.fillRect(0, 0, 1, 1);
      expect([...(await decodeImage(canvas)).data]).toEqual([16, 32, 48]);
    },
  );

  it.each([
    [
      new Uint8Array([1, 2, 3]),
      'decodeImage: image must be a file that can be read and decoded, but one of bytes cannot:',
    ],
    [
      '/nowhere/at-all.png',
      'decodeImage: image must be a file that can be read and decoded, but "/nowhere/at-all.png" cannot:',
    ],
    [
      5,
      'decodeImage: image must be a path, bytes, a Blob, an ImageBitmap, a canvas or pixels, but 5 came. Give one of these.',
    ],
    [
      null,
      'decodeImage: image must be a path, bytes, a Blob, an ImageBitmap, a canvas or pixels, but null came. Give one of these.',
    ],
    [
      { width: 0, height: 0, data: new Uint8Array() },
      'decodeImage: pixels must have three or four bytes each of 0 × 0, but 0 bytes came. Check width and height.',
    ],
  ])('that is none is refused: %#', async (source, message) => {
    await expect(decodeImage(source as string)).rejects.toThrow(message);
  });
});
