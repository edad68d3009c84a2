import { join } from 'node:path';
import { type PublicPackage, publicPackages } from './publicPackages.ts';

/** The public packages, for a page that lists them. VitePress calls `load` and looks for the default export. */
export const data: readonly Pick<PublicPackage, 'folder' | 'name' | 'description'>[] = [];

export default {
  load: (): typeof data =>
    publicPackages(join(import.meta.dirname, '../..')).map(({ folder, name, description }) => {
      return { folder, name, description };
    }),
};
