import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeScenes } from '../../src/scenes/writeScenes.ts';
import type { Make } from './make.ts';

/** How many scenes, and how many of them, the last ones, are the test. */
export interface ScenesOptions {
  readonly count: number;
  readonly seed: number;
  readonly test?: number;
}

/** Scenes of a seed that neither the demo nor the training of its model uses, as `scenes.csv` with path, label, caption, mask and split. */
export function makeScenes({ count, seed, test = 0 }: ScenesOptions): Make {
  const { signal } = new AbortController();
  return async (folder) => {
    await writeScenes({ folder, count, size: 64, bias: 0, seed, signal, onProgress: () => undefined });
    if (test === 0) return;
    const file = join(folder, 'scenes.csv');
    const [heading, ...lines] = (await readFile(file, 'utf8')).trim().split('\n');
    const split = lines.map((line, i) => `${line},${i < count - test ? 'train' : 'test'}`);
    await writeFile(file, `${[`${heading},split`, ...split].join('\n')}\n`);
  };
}
