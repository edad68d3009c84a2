import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const skipped = new Set(['node_modules', 'dist', 'coverage', 'cache', 'generated', '__pycache__']);

/** Paths, from `root`, of the files under a folder that people wrote as code. */
export function sourceFiles(root: string, folder: string): string[] {
  return filesIn(root, folder, (name) => skipped.has(name) && name !== 'generated').filter((path) =>
    /\.[cm]?[jt]sx?$/.test(path),
  );
}

/** Paths, from `root`, of all files that people wrote. */
export function allFiles(root: string): string[] {
  return filesIn(root, '', (name) => skipped.has(name));
}

function filesIn(root: string, folder: string, skips: (name: string) => boolean): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (!entry.isDirectory()) return [path];
      const hidden = entry.name.startsWith('.') && !['.vitepress', '.ci', '.changeset'].includes(entry.name);
      return hidden || skips(entry.name) ? [] : filesIn(root, path, skips);
    });
}
