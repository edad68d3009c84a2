import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { mulberry32, shuffled } from '@ggem/train';
import sharp from 'sharp';
import { sharedFile } from '../shared.ts';
import { channels, openVit, tokens } from '../vit.ts';

/** Photographs as frozen tokens, `[images, 197, 192]`, and their classes. */
export interface Flowers {
  readonly labels: readonly number[];
  readonly tokens: Float32Array;
}

/** The photographs of Flowers-17, 80 a class, through the ViT in `../shared/models`. */
export async function readFlowers(): Promise<Flowers> {
  const folder = sharedFile('data/flowers17');
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .flatMap((name, label) =>
      readdirSync(join(folder, name))
        .filter((file) => /\.(jpe?g|png)$/.test(file))
        .sort()
        .map((file) => ({ label, path: join(folder, name, file) })),
    );
  const vit = await openVit();
  const each = tokens * channels;
  const all = new Float32Array(files.length * each);
  for (const [i, { path }] of files.entries()) {
    all.set(await vit(sharp(path)), i * each);
    if ((i + 1) % 100 === 0) console.log(`tokens of ${i + 1} of ${files.length} photographs`);
  }
  return { labels: files.map(({ label }) => label), tokens: all };
}

/** Parts of the images, shuffled by a seed, with so many images of each class as `sizes` says. */
export function splitByClass(labels: readonly number[], seed: number, sizes: readonly number[]): number[][] {
  const draw = mulberry32(seed);
  const parts: number[][] = sizes.map(() => []);
  for (const label of new Set(labels)) {
    const found = labels.flatMap((one, i) => (one === label ? [i] : []));
    const members = Array.from(shuffled(found.length, draw), (i) => found[i]!);
    let from = 0;
    for (const [part, size] of sizes.entries()) {
      parts[part]!.push(...members.slice(from, from + size));
      from += size;
    }
  }
  return parts;
}
