import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { TokenCache } from '../data/tokenCache.ts';
import { fileError } from './fileError.ts';

/** A cache on disk. */
export interface FileCache extends TokenCache {
  readonly close: () => Promise<void>;
}

/**
 * Tokens in a file, `floats` numbers an image at fixed places; a second file says which are there. Memory stays small however
 * many images there are. What a killed process wrote is kept: an image counts only when its tokens are in the file.
 */
export async function fileCache(folder: string, name: string, floats: number): Promise<FileCache> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${name}.f32`);
  const [tokens, list] = [await opened(path), await opened(join(folder, `${name}.done`))];
  const size = floats * Float32Array.BYTES_PER_ELEMENT;
  const flags = [...(await list.readFile())];
  const { size: bytes } = await tokens.stat();
  const isThere = (index: number): boolean => flags[index] === 1 && (index + 1) * size <= bytes;
  const done = new Set([...flags.keys()].filter(isThere));
  const bytesOf = (data: Float32Array): Uint8Array =>
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return {
    has: (index) => done.has(index),
    write: async (index, data) => {
      try {
        await writeAll(tokens, bytesOf(data), index * size);
        await writeAll(list, Uint8Array.of(1), index);
      } catch (error) {
        throw fileError('write', path, error);
      }
      done.add(index);
    },
    read: async (index, into) => {
      await tokens.read(bytesOf(into), 0, size, index * size);
    },
    close: async () => {
      await tokens.close();
      await list.close();
    },
  };
}

/** Writes all bytes. The system may take a part of them only, such as what fits on the disk, without an error. */
async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, position + at);
    at += bytesWritten;
  }
}

/** A file to read and write, made if it is not there. */
async function opened(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return open(path, 'w+');
      throw error;
    });
  } catch (error) {
    throw fileError('write', path, error);
  }
}
