import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The version of a package as the module at `from` (its `import.meta.url`) finds it, in words; `unknown` where it is not there. */
export async function packageVersion(name: string, from: string): Promise<string> {
  try {
    return await versionAbove(name, dirname(createRequire(from).resolve(name)));
  } catch {
    return 'unknown';
  }
}

/** What the nearest `package.json` of that name says, above a folder: many packages do not export theirs. */
async function versionAbove(name: string, folder: string): Promise<string> {
  const manifest = await readFile(join(folder, 'package.json'), 'utf8').then(
    (text) => JSON.parse(text) as { readonly name?: string; readonly version?: string },
    () => undefined,
  );
  if (manifest?.name === name && manifest.version !== undefined) return manifest.version;
  return dirname(folder) === folder ? 'unknown' : versionAbove(name, dirname(folder));
}
