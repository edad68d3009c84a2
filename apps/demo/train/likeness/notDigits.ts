import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { random } from '@ggem/train';
import { normalizeDigit } from '../../src/model/normalizeDigit.ts';
import { digitImages, INK_SIZE } from '../../src/ui/drawing/digitImages.ts';
import { IMAGE_SIZE } from '../mnist.ts';
import { dashes, dots, type Page, penLetters, scribbles } from './pages.ts';
import { drawTypeface, type TypefaceCall } from './typefaces.ts';

/** Images that show no digit, `[count, 28, 28]` of ink 0..1, by what they show. */
export type NotDigits = ReadonlyMap<string, Float32Array>;

/** What is drawn to train with, or to measure by: other letters, in another typeface, other photographs, other random numbers. */
interface Part {
  readonly seed: number;
  readonly penLetters: readonly string[];
  readonly typeface: TypefaceCall['typeface'];
  readonly letters: string;
  readonly photographs: string;
}

const parts: Readonly<Record<'train' | 'test', Part>> = {
  train: {
    seed: 1,
    penLetters: ['A', 'F', 'H', 'N', 'W', 'X', 'k', '#'],
    typeface: 'hanken-grotesk',
    letters: 'AFHNRWXdhkmrtx%*+',
    photographs: 'train.bin.gz',
  },
  test: {
    seed: 2,
    penLetters: ['E', 'K', 'M', 'm'],
    typeface: 'source-serif-4',
    letters: 'EKMPTwn#',
    photographs: 'test.bin.gz',
  },
};

/** Draws what is no digit, each kind `count` times, the same for the same part. Photographs come from CIFAR-10 where it is there. */
export async function notDigits(
  part: keyof typeof parts,
  count: number,
  photographs: string,
): Promise<NotDigits> {
  const own = parts[part];
  const seed = 10 * own.seed;
  const { typeface, letters } = own;
  const inks = await drawTypeface({ typeface, letters, count, side: INK_SIZE });
  const file = join(photographs, own.photographs);
  return new Map<string, Float32Array>([
    ['dots', drawn(dots, seed, count)],
    ['dashes', drawn(dashes, seed + 1, count)],
    ['scribbles', drawn(scribbles, seed + 2, count)],
    ['letters by pen', drawn(penLetters(own.penLetters), seed + 3, count)],
    ['letters of a typeface', joined(inks.map((ink) => normalizeDigit(ink, INK_SIZE)!))],
    ...(existsSync(file) ? [['photographs', cifar(file, count)] as const] : []),
  ]);
}

function drawn(page: Page, seed: number, count: number): Float32Array {
  const imageOf = digitImages();
  return joined(Array.from({ length: count }, (_, i) => imageOf(page(random(seed, i)))!));
}

/** The middle of photographs of 32 × 32, their brightness as ink. */
function cifar(file: string, count: number): Float32Array {
  const bytes = gunzipSync(readFileSync(file));
  const [side, record] = [32, 3073];
  const edge = (side - IMAGE_SIZE) / 2;
  const images = new Float32Array(count * IMAGE_SIZE * IMAGE_SIZE);
  for (let at = 0; at < images.length; at++) {
    const [image, y, x] = [
      Math.floor(at / IMAGE_SIZE ** 2),
      Math.floor((at % IMAGE_SIZE ** 2) / IMAGE_SIZE),
      at % IMAGE_SIZE,
    ];
    const pixel = image * record + 1 + (y + edge) * side + x + edge;
    for (const [plane, weight] of [0.299, 0.587, 0.114].entries())
      images[at]! += (weight * bytes[pixel + plane * side * side]!) / 255;
  }
  return images;
}

/** Images one after the other. */
export function joined(images: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(images.length * IMAGE_SIZE * IMAGE_SIZE);
  for (const [i, image] of images.entries()) all.set(image, i * image.length);
  return all;
}
