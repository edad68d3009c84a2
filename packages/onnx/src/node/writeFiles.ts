import { mkdir, rename, rmdir, unlink, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileError } from './fileError.ts';
import { temporaryPath } from './temporaryPath.ts';

/**
 * Writes texts by their paths, and the folders for them. They get their names, in this order, when all bytes are on the disk;
 * until then older files stay. Where one cannot be written, nothing new is left. `folders` may be empty ones.
 */
export async function writeFiles(
  operation: string,
  texts: ReadonlyMap<string, string>,
  folders: readonly string[] = [],
): Promise<void> {
  const made: string[] = [];
  let at = '';
  try {
    for (const folder of [...folders, ...[...texts.keys()].map(dirname)]) {
      at = folder;
      made.push(...foldersBetween(await mkdir(folder, { recursive: true }), folder));
    }
    for (const [path, text] of texts) {
      at = path;
      await writeFile(temporaryPath(path), text, { flush: true });
    }
    for (const path of texts.keys()) {
      at = path;
      await rename(temporaryPath(path), path);
    }
  } catch (error) {
    for (const path of texts.keys()) await unlink(temporaryPath(path)).catch(() => {});
    // Only empty folders go: what another program put there stays.
    for (const folder of made) await rmdir(folder).catch(() => {});
    throw fileError(operation, 'write', at, error);
  }
}

/** The new folders, the deepest first; `first` is the outermost, `undefined` where none is new. */
function foldersBetween(first: string | undefined, last: string): readonly string[] {
  if (first === undefined) return [];
  const folders = [last];
  while (folders.at(-1)!.length > first.length) folders.push(dirname(folders.at(-1)!));
  return folders;
}
