import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PublicPackage {
  /** Such as `tfjs`. */
  readonly folder: string;
  readonly name: string;
  readonly description: string;
  /** Source files of its entries, by the name they are imported under. */
  readonly entries: readonly (readonly [name: string, file: string])[];
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly description: string;
  readonly exports?: Readonly<Record<string, string | { readonly types: string }>>;
}

/** The packages that users install, core first. */
export function publicPackages(repository: string): readonly PublicPackage[] {
  const packages = join(repository, 'packages');
  return readdirSync(packages)
    .flatMap((folder) => {
      const text = readFileSync(join(packages, folder, 'package.json'), 'utf8');
      const { name, private: hidden, description, exports = {} } = JSON.parse(text) as Manifest;
      if (hidden) return [];
      const entries = Object.entries(exports).flatMap(([path, target]) => {
        // What brings a pooling has no names of its own, and those of `bare` are those of the main entry.
        if (typeof target === 'string' || /dist\/(bring\/|bare\.)/.test(target.types)) return [];
        const source = target.types.replace('./dist/', 'src/').replace(/\.d\.ts$/, '.ts');
        return [[join(name, path), join(packages, folder, source)] as const];
      });
      return [{ folder, name, description, entries }];
    })
    .sort((a, b) => Number(b.folder === 'core') - Number(a.folder === 'core'));
}
