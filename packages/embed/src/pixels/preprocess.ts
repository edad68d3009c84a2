import type { Preprocessing, Size } from '../preprocessing/preprocessing.ts';
import { cropImage } from './cropImage.ts';
import { resizeImage } from './resizeImage.ts';
import type { RgbImage } from './rgbImage.ts';
import { roundToEven } from './roundToEven.ts';

/** Pixels as a model takes them: `[3, height, width]`. */
export interface PixelValues extends Size {
  readonly data: Float32Array;
}

/** Resizes, crops and normalises an image: `(value · scale - mean) / deviation`, planes of red, green and blue. */
export function preprocess(image: RgbImage, preprocessing: Preprocessing): PixelValues {
  const { resize, crop, scale, mean, deviation } = preprocessing;
  const resized = resize ? resizeImage(image, resizedSize(image, resize), resize.resample) : image;
  const { data, width, height } = crop ? cropImage(resized, crop) : resized;
  const planes = new Float32Array(data.length);
  const count = width * height;
  for (let colour = 0; colour < 3; colour++) {
    const values = Float32Array.from({ length: 256 }, (_, level) => {
      return (level * scale - mean[colour]!) / deviation[colour]!;
    });
    const start = colour * count;
    for (let i = 0; i < count; i++) planes[start + i] = values[data[i * 3 + colour]!]!;
  }
  return { data: planes, width, height };
}

/** The size of an image after its resize. */
function resizedSize({ width, height }: Size, resize: NonNullable<Preprocessing['resize']>): Size {
  switch (resize.to) {
    case 'exact':
      return { width: resize.width, height: resize.height };
    case 'shortest': {
      const [short, long] = [Math.min(width, height), Math.max(width, height)];
      const other = Math.trunc((resize.side * long) / short);
      return width <= height ? { width: resize.side, height: other } : { width: other, height: resize.side };
    }
    case 'cover': {
      const ratio = Math.min(width / resize.width, height / resize.height);
      return { width: roundToEven(width / ratio), height: roundToEven(height / ratio) };
    }
    default:
      return resize satisfies never;
  }
}
