import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type IdxArray, readIdx } from './idx.ts';

export const IMAGE_SIZE = 28;
export const CLASSES = 10;

/** Images as bytes, one after the other, and their labels. */
export interface Dataset {
  readonly count: number;
  /** `count × 28 × 28`, ink 0..255. */
  readonly images: Uint8Array;
  /** `count`, digits 0..9. */
  readonly labels: Uint8Array;
}

const FILES = { train: 'train', test: 't10k' };

/** The 60,000 training or 10,000 test images, from a folder with MNIST's four IDX files, gzipped or not. */
export function loadMnist(folder: string, part: 'train' | 'test'): Dataset {
  const imagesPath = find(folder, `${FILES[part]}-images-idx3-ubyte`);
  const labelsPath = find(folder, `${FILES[part]}-labels-idx1-ubyte`);
  const images = readIdx(imagesPath, 3);
  const labels = readIdx(labelsPath, 1);
  checkImages(imagesPath, images);
  checkLabels(labelsPath, labels, images.shape[0]!);
  return { count: images.shape[0]!, images: images.values, labels: labels.values };
}

/** The images `from` to `to`, sharing memory with the whole. */
export function slice(data: Dataset, from: number, to: number): Dataset {
  const pixels = IMAGE_SIZE * IMAGE_SIZE;
  return {
    count: to - from,
    images: data.images.subarray(from * pixels, to * pixels),
    labels: data.labels.subarray(from, to),
  };
}

/** Ink 0..1 of the images `from` to `to`. */
export function ink({ images }: Dataset, from: number, to: number): Float32Array {
  const pixels = IMAGE_SIZE * IMAGE_SIZE;
  const values = Float32Array.from(images.subarray(from * pixels, to * pixels));
  for (let i = 0; i < values.length; i++) values[i]! /= 255;
  return values;
}

function find(folder: string, name: string): string {
  // Some downloads write a dot before idx.
  const names = [name, name.replace('-idx', '.idx')].flatMap((plain) => [`${plain}.gz`, plain]);
  const found = names.map((file) => join(folder, file)).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new Error(
    `mnist: ${join(folder, name)}.gz must be there (or the same without .gz), but it is missing. ` +
      'Give the folder of the four MNIST files with --data DIR.',
  );
}

function checkImages(path: string, images: IdxArray): void {
  const [count, height, width] = images.shape;
  if (count === 0 || height !== IMAGE_SIZE || width !== IMAGE_SIZE) {
    throw new Error(
      `mnist: ${path} must hold images of ${IMAGE_SIZE} × ${IMAGE_SIZE}, but holds ${images.shape.join(' × ')}. ` +
        'Download it again.',
    );
  }
}

function checkLabels(path: string, labels: IdxArray, count: number): void {
  if (labels.shape[0] !== count) {
    throw new Error(
      `mnist: ${path} must hold a label for each of the ${count} images, but holds ${labels.shape[0]}. ` +
        'Take all files from the same download.',
    );
  }
  const wrong = labels.values.findIndex((label) => label >= CLASSES);
  if (wrong >= 0) {
    throw new Error(
      `mnist: ${path} must hold digits 0 to 9, but label ${wrong} is ${labels.values[wrong]}. Download it again.`,
    );
  }
}
