import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Make } from './make.ts';

/** The photographs with a mask of their largest object, without labels: `list.csv` with path and mask. */
export const makeMasks: Make = async (folder, { data }) => {
  const from = join(data, 'cocomini');
  const [, ...lines] = (await readFile(join(from, 'masks.csv'), 'utf8')).trim().split('\n');
  const rows = lines.map((line) => {
    const image = line.split(',')[0]!;
    return `${join(from, 'images', image)},${join(from, 'masks', image.replace(/\.\w+$/, '.png'))}`;
  });
  await writeFile(join(folder, 'list.csv'), `${['path,mask', ...rows].join('\n')}\n`);
};
