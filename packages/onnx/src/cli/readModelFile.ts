import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { GgemError } from '@ggem/core';
import { fileError } from '../node/fileError.ts';
import type { Console } from './console.ts';
import { progress } from './progress.ts';

/** Protobuf's own limit on a message. */
const largest = 2 ** 31 - 1;
const step = 16 * 2 ** 20;

/** The name of the standard input, and of the standard output, in place of a file's. */
export const stream = '-';

/** The bytes of the model file, or of the standard input; weights in other files are not read. */
export async function readModelFile(operation: string, path: string, console: Console): Promise<Uint8Array> {
  if (path === stream) return console.input();
  try {
    const file = await open(path, 'r');
    try {
      return await readWhole(operation, path, file, console);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(operation, 'read', path, error);
  }
}

async function readWhole(
  operation: string,
  path: string,
  file: FileHandle,
  console: Console,
): Promise<Uint8Array> {
  const { size } = await file.stat();
  if (size > largest) {
    throw new GgemError(
      'format',
      `${operation}: ${path} must be smaller than 2 GiB, but it has ${size} bytes. Save its weights as external data.`,
    );
  }
  const bytes = Buffer.allocUnsafe(size);
  const line = progress(console, 'reading', basename(path), size);
  let done = 0;
  while (done < size) {
    const { bytesRead } = await file.read(bytes, done, Math.min(step, size - done), done);
    if (bytesRead === 0) break;
    done += bytesRead;
    line.at(done);
  }
  line.end();
  return bytes.subarray(0, done);
}
