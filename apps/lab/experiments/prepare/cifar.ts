import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import type { Make } from './make.ts';

const bytesOfAnImage = 3073;

/** CIFAR-10 as PNG, a folder for each class: `train/airplane/00000.png`, and `list.csv` with path, label and split. */
export const makeCifar: Make = async (folder, { data }) => {
  const from = join(data, 'cifar10');
  const names = (await readFile(join(from, 'classes.txt'), 'utf8')).trim().split(/\s+/);
  const lines = ['path,label,split'];
  for (const split of ['train', 'test']) {
    const bytes = gunzipSync(await readFile(join(from, `${split}.bin.gz`)));
    for (const name of names) await mkdir(join(folder, split, name), { recursive: true });
    for (let at = 0; at < bytes.length; at += bytesOfAnImage) {
      const label = names[bytes[at]!]!;
      const path = `${split}/${label}/${String(at / bytesOfAnImage).padStart(5, '0')}.png`;
      // Planes of red, green and blue become pixels.
      const pixels = new Uint8Array(3072);
      for (let i = 0; i < 3072; i++) pixels[i] = bytes[at + 1 + (i % 3) * 1024 + Math.floor(i / 3)]!;
      await sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } })
        .png()
        .toFile(join(folder, path));
      lines.push(`${path},${label},${split}`);
    }
  }
  await writeFile(join(folder, 'list.csv'), `${lines.join('\n')}\n`);
};
