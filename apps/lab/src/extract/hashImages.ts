import { readFile } from 'node:fs/promises';
import { sha256 } from '../files/sha256.ts';
import type { ImageEntry } from '../read/imageList.ts';

/** An image that is there, with the hash of its bytes. */
export interface HashedImage extends ImageEntry {
  readonly hash: string;
}

/** An image that cannot be used, and why. */
export interface BrokenImage {
  readonly name: string;
  readonly why: string;
}

/** The hash of each file, by which its tokens are kept: a file that was changed has another. Missing files are broken images. */
export async function hashImages(
  images: readonly ImageEntry[],
  signal: AbortSignal,
): Promise<{ readonly hashed: readonly HashedImage[]; readonly broken: readonly BrokenImage[] }> {
  const hashed: HashedImage[] = [];
  const broken: BrokenImage[] = [];
  for (const image of images) {
    signal.throwIfAborted();
    try {
      hashed.push({ ...image, hash: sha256(await readFile(image.path)) });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const why = code === 'ENOENT' ? 'the file is not there' : `the system says ${code}`;
      broken.push({ name: image.name, why });
    }
  }
  return { hashed, broken };
}
