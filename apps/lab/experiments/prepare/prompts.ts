import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sceneOf } from '../../src/scenes/sceneOf.ts';
import { shapeNames } from '../../src/scenes/shapes.ts';
import type { Make } from './make.ts';

/** How many texts say each shape. */
const each = 24;

/** Captions of scenes of another seed, which say their shapes: `scenes.csv` with label and prompt. */
export const makePrompts: Make = async (folder) => {
  const lines = Array.from({ length: each * shapeNames.length }, (_, i) => {
    const { shape, caption } = sceneOf(i, { seed: 3009, bias: 0 });
    return `${shape},${caption}`;
  });
  await writeFile(join(folder, 'scenes.csv'), `${['label,prompt', ...lines].join('\n')}\n`);
};
