import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Manifest {
  readonly name: string;
  readonly license: string;
}

/** The licences of the packages that files belong to, each once, in order of their names. */
export function licencesOf(files: readonly string[]): string {
  const folders = [...new Set(files.map((file) => packageFolder(dirname(file))))];
  const texts = folders.map((folder) => {
    const { name, license } = readManifest(folder);
    const file = ['LICENSE', 'license'].map((one) => join(folder, one)).find(existsSync);
    return `${name}: ${license}\n${file === undefined ? '' : `\n${readFileSync(file, 'utf8')}`}`;
  });
  return texts.sort().join('\n\n');
}

/** The folder above a file whose package.json has a name: some have others inside, which say only `"type"`. */
function packageFolder(folder: string): string {
  const isPackage = existsSync(join(folder, 'package.json')) && readManifest(folder).name !== undefined;
  return isPackage ? folder : packageFolder(dirname(folder));
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
