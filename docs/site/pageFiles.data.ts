import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { publicPackages } from './publicPackages.ts';

/** The files for pages without a bundler. VitePress calls `load` and looks for the default export. */
export const data: readonly { readonly name: string; readonly kilobytes: number }[] = [];

export default {
  load: (): typeof data => {
    const packages = join(import.meta.dirname, '../../packages');
    return publicPackages(join(packages, '..')).flatMap(({ folder }) => {
      const file = join(packages, folder, `dist/ggem-${folder}.min.js`);
      if (!existsSync(file)) return [];
      return [{ name: basename(file), kilobytes: Math.round(gzipSync(readFileSync(file)).length / 1000) }];
    });
  },
};
