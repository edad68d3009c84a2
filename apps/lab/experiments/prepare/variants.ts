import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readCsv } from '../../src/read/readCsv.ts';
import { variantNames } from '../../src/robust/variants.ts';
import { writeVariants } from '../../src/robust/writeVariants.ts';
import { writeScenes } from '../../src/scenes/writeScenes.ts';
import type { Make } from './make.ts';

/** How many scenes to train on and to test on. */
export interface VariantsOptions {
  readonly train: number;
  readonly test: number;
  readonly seed: number;
}

/**
 * Scenes to train on, and others with the variants of ImageNet-9, as `list.csv` with path, label and split: a variant is a split of
 * its own, the original is `test`. In the scenes to train on, most backgrounds are those of their class, as in photographs.
 */
export function makeVariants({ train, test, seed }: VariantsOptions): Make {
  const { signal } = new AbortController();
  const quiet = { signal, onProgress: () => undefined };
  return async (folder) => {
    const lines = ['path,label,split'];
    for (const [split, count, from, bias] of [
      ['train', train, seed, 0.7],
      ['test', test, seed + 1, 0.7],
    ] as const) {
      const at = join(folder, split);
      await writeScenes({ folder: at, count, size: 64, bias, seed: from, ...quiet });
      const { images } = await readCsv(join(at, 'scenes.csv'));
      const labels = images.map(({ label }) => label!);
      if (split === 'train') {
        for (const [i, { path }] of images.entries()) {
          lines.push(`${relative(folder, path)},${labels[i]},train`);
        }
        continue;
      }
      const written = await writeVariants({
        ...{ folder: join(folder, 'variants'), images, labels, folds: undefined, seed },
        ...quiet,
      });
      for (const name of variantNames) {
        for (const [i, path] of written.files[name].entries()) {
          if (path === undefined) continue;
          const label = labels[written.used[i]!];
          lines.push(`${relative(folder, path)},${label},${name === 'original' ? 'test' : name}`);
        }
      }
    }
    await writeFile(join(folder, 'list.csv'), `${lines.join('\n')}\n`);
  };
}
