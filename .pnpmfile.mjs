import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

// What a package says when it is packed and not before: where it comes from, which the root package.json alone knows.

const root = import.meta.dirname;

export const hooks = {
  /** The package.json of a tarball. Throws where a file that it names is missing, which is before a build. */
  beforePacking(manifest, folder) {
    const missing = targetsOf([manifest.exports, manifest.bin, manifest.jsdelivr, manifest.unpkg]).find(
      (path) => !existsSync(join(folder, path)),
    );
    if (missing !== undefined) {
      throw new Error(
        `${manifest.name}: ${missing} must be built before it is packed. Run: npx pnpm@12 build`,
      );
    }
    const { scripts: _, devDependencies: __, nx: ___, ...published } = manifest;
    return { ...published, ...origin(relative(root, folder).split(sep).join('/')) };
  },
};

/** All paths that a field of package.json names. */
function targetsOf(field) {
  if (typeof field === 'string') return field.startsWith('./') && !field.includes('*') ? [field] : [];
  return Object.values(field ?? {}).flatMap(targetsOf);
}

/** Repository, page and place for bugs of the package in a folder, from the address in the root package.json. */
function origin(directory) {
  const publishConfig = { access: 'public', provenance: true };
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (repository === undefined) return { publishConfig };
  return {
    publishConfig,
    repository: { type: 'git', url: `git+${repository}.git`, directory },
    homepage: `${repository}/tree/main/${directory}#readme`,
    bugs: `${repository}/issues`,
  };
}
