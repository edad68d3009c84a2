import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shapeNames } from '../../src/scenes/shapes.ts';
import type { Make } from './make.ts';

/** Texts that say the shapes of scenes, in the words of their captions: `scenes.csv` with label and prompt. */
export const makePrompts: Make = async (folder) => {
  const lines = shapeNames.map((shape) => `${shape},a ${shape}`);
  await writeFile(join(folder, 'scenes.csv'), `${['label,prompt', ...lines].join('\n')}\n`);
};
