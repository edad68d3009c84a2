import { readFile } from 'node:fs/promises';
import { fileError } from '@ggem/train/node';

/** A file, or an error of one sentence. */
export async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileError('read', path, error);
  }
}
