import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { writeScenes } from '../src/scenes/writeScenes.ts';

/** The folders that experiments read from and write to. */
export interface Folders {
  readonly data: string;
  readonly models: string;
  readonly work: string;
}

/** Writes its files into a folder. */
type Make = (folder: string, folders: Folders) => Promise<void>;

const makes: Readonly<Record<string, Make>> = {
  'scenes-2000': scenes(2000, 3001),
  cifar10: writeCifar,
};

/** Makes what an experiment needs in `work/data/NAME`, if it is not there. */
export async function prepare(name: string, folders: Folders): Promise<void> {
  const make = makes[name];
  if (make === undefined)
    throw new Error(`experiments: ${name} is none of ${Object.keys(makes).join(', ')}.`);
  const folder = join(folders.work, 'data', name);
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  console.log(`${name}: making ${folder}`);
  // Under its name only when it is whole.
  const part = `${folder}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  await make(part, folders);
  await rename(part, folder);
}

/** Scenes of a seed that neither the demo nor the training of its model uses. */
function scenes(count: number, seed: number): Make {
  const { signal } = new AbortController();
  return (folder) =>
    writeScenes({ folder, count, size: 64, bias: 0, seed, signal, onProgress: () => undefined });
}

/** CIFAR-10 as PNG, a folder for each class: `train/airplane/00000.png`, and `list.csv` with path, label and split. */
async function writeCifar(folder: string, { data }: Folders): Promise<void> {
  const from = join(data, 'cifar10');
  const names = (await readFile(join(from, 'classes.txt'), 'utf8')).trim().split(/\s+/);
  const lines = ['path,label,split'];
  for (const split of ['train', 'test']) {
    const bytes = gunzipSync(await readFile(join(from, `${split}.bin.gz`)));
    for (const name of names) await mkdir(join(folder, split, name), { recursive: true });
    for (let at = 0; at < bytes.length; at += 3073) {
      const label = names[bytes[at]!]!;
      const path = `${split}/${label}/${String(at / 3073).padStart(5, '0')}.png`;
      // Planes of red, green and blue become pixels.
      const pixels = new Uint8Array(3072);
      for (let i = 0; i < 3072; i++) pixels[i] = bytes[at + 1 + (i % 3) * 1024 + Math.floor(i / 3)]!;
      const raw = { width: 32, height: 32, channels: 3 } as const;
      await sharp(pixels, { raw }).png().toFile(join(folder, path));
      lines.push(`${path},${label},${split}`);
    }
  }
  await writeFile(join(folder, 'list.csv'), `${lines.join('\n')}\n`);
}
