import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { random } from '@ggem/train';
import { type Dataset, IMAGE_SIZE } from '../train/mnist.ts';

/** Bytes of an IDX file. */
export function idxBytes(shape: readonly number[], values: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 + shape.length, 0);
  shape.forEach((length, axis) => {
    header.writeUInt32BE(length, 4 + 4 * axis);
  });
  return Buffer.concat([header, values]);
}

/** Made-up images: label k is a bright bar k + 4 pixels from the top, on noise. */
export function tinyDataset(count: number, seed = 1): Dataset {
  const next = random(seed);
  const images = new Uint8Array(count * IMAGE_SIZE * IMAGE_SIZE).map(() => Math.floor(40 * next()));
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 10);
  labels.forEach((label, i) => {
    const start = (i * IMAGE_SIZE + label + 4) * IMAGE_SIZE;
    images.fill(250, start, start + 2 * IMAGE_SIZE);
  });
  return { count, images, labels };
}

/** Writes the four files of MNIST with made-up images, the test files plain and the training files gzipped. */
export function writeTinyMnist(folder: string, train: number, test: number): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, count, pack] of [
    ['train', train, true],
    ['t10k', test, false],
  ] as const) {
    const data = tinyDataset(count);
    const images = idxBytes([count, IMAGE_SIZE, IMAGE_SIZE], data.images);
    const labels = idxBytes([count], data.labels);
    const end = pack ? '.gz' : '';
    writeFileSync(join(folder, `${name}-images-idx3-ubyte${end}`), pack ? gzipSync(images) : images);
    writeFileSync(join(folder, `${name}-labels-idx1-ubyte${end}`), pack ? gzipSync(labels) : labels);
  }
}
