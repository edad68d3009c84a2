import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const skipped = new Set(['node_modules', 'dist', 'coverage', 'cache']);

/** Paths, from `root`, of the files under a folder that people wrote as code. */
export function sourceFiles(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        const hidden = entry.name.startsWith('.') && entry.name !== '.vitepress';
        return hidden || skipped.has(entry.name) ? [] : sourceFiles(root, path);
      }
      return /\.[cm]?[jt]sx?$/.test(entry.name) ? [path] : [];
    });
}
