import type { FinetuneOptions } from '@ggem/train';
import { type FileCache, fileCache } from '@ggem/train/node';

/** Files of tokens that a training opens, by the part of the images, and closes together. */
export interface OpenFiles {
  readonly cache: NonNullable<FinetuneOptions['cache']>;
  /** Closes one that was opened elsewhere with the others. */
  readonly add: (file: FileCache) => void;
  readonly close: () => Promise<void>;
}

/** Opens them in a folder, under names that begin so. */
export function openFiles({ folder, name }: { readonly folder: string; readonly name: string }): OpenFiles {
  const files: FileCache[] = [];
  return {
    cache: async (part, floats) => {
      const file = await fileCache(folder, `${name}-${part}`, floats);
      files.push(file);
      return file;
    },
    add: (file) => void files.push(file),
    close: async () => {
      for (const file of files) await file.close();
    },
  };
}
