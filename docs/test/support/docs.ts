import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export const docs: string = join(import.meta.dirname, '../..');

const skipped = new Set(['node_modules', 'dist', '.vitepress']);

/** Files of the site's sources, from `docs`, that end so. */
export function docsFiles(ending: RegExp, folder = ''): readonly string[] {
  return readdirSync(join(docs, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : docsFiles(ending, path);
    return ending.test(entry.name) ? [path] : [];
  });
}
