import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import type { Make } from './make.ts';

const parts = { train: 'train', test: 't10k' } as const;
const [imagesHeading, labelsHeading, side] = [16, 8, 28];

/** MNIST as PNG: `train/7/00015.png`, and `list.csv` with path, label and split. */
export const makeMnist: Make = async (folder, { data }) => {
  const lines = ['path,label,split'];
  for (const [split, name] of Object.entries(parts)) {
    const read = async (what: string) =>
      gunzipSync(await readFile(join(data, 'mnist', `${name}-${what}.gz`)));
    const pixels = (await read('images-idx3-ubyte')).subarray(imagesHeading);
    const labels = (await read('labels-idx1-ubyte')).subarray(labelsHeading);
    for (let digit = 0; digit < 10; digit++) {
      await mkdir(join(folder, split, String(digit)), { recursive: true });
    }
    for (const [i, label] of labels.entries()) {
      const path = `${split}/${label}/${String(i).padStart(5, '0')}.png`;
      const image = pixels.subarray(i * side * side, (i + 1) * side * side);
      await sharp(image, { raw: { width: side, height: side, channels: 1 } })
        .png()
        .toFile(join(folder, path));
      lines.push(`${path},${label},${split}`);
    }
  }
  await writeFile(join(folder, 'list.csv'), `${lines.join('\n')}\n`);
};
