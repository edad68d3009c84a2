import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { makeCifar } from './cifar.ts';
import type { Folders, Make } from './make.ts';
import { makeMasks } from './masks.ts';
import { makeMnist } from './mnist.ts';
import { makePrompts } from './prompts.ts';
import { makeScenes } from './scenes.ts';
import { makeVariants } from './variants.ts';

/** Data sets that can be made, by name. */
export const makes: Readonly<Record<string, Make>> = {
  mnist: makeMnist,
  cifar10: makeCifar,
  'scenes-2000': makeScenes({ count: 2000, seed: 3001 }),
  'scenes-24000': makeScenes({ count: 24_000, seed: 3002, test: 8000 }),
  'scenes-variants': makeVariants({ train: 4000, test: 4000, seed: 3003 }),
  prompts: makePrompts,
  cocomini: makeMasks,
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
