import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileError } from '../node/fileError.ts';
import type { ImageList } from '../node/imageList.ts';

/** A short name for bytes or texts. */
export function digest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** The same for images with their labels: of what is in the files, since another photograph may take the place of one. */
export async function imagesDigest({ files, labels }: ImageList): Promise<string> {
  const hashes: string[] = [];
  for (const path of files) {
    const bytes = await readFile(path).catch((error: unknown) => {
      throw fileError('read', path, error);
    });
    hashes.push(digest(bytes));
  }
  return digest(...files, ...hashes, labels.join());
}
