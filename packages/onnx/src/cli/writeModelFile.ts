import { access, link, open, rename, unlink } from 'node:fs/promises';
import { basename } from 'node:path';
import { GgemError } from '@ggem/core';
import { fileError } from '../node/fileError.ts';
import { temporaryPath } from '../node/temporaryPath.ts';
import type { Console } from './console.ts';
import { progress } from './progress.ts';
import { stream } from './readModelFile.ts';
import { rememberTemporary } from './temporaryFiles.ts';

/** Throws where a file exists already and may not be overwritten, before any work is done. */
export async function refuseOverwriting(operation: string, path: string, force: boolean): Promise<void> {
  if (force || path === stream) return;
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw taken(operation, path);
}

function taken(operation: string, path: string): GgemError {
  return new GgemError(
    'value',
    `${operation}: out must be a new file, but ${path} is there. Add --force to overwrite it, or name another with --out.`,
  );
}

/**
 * Writes to the standard output, or a file completely or not at all: it writes a temporary file beside it, and gives that
 * the right name when all bytes are on the disk. An older file of that name stays until then.
 */
export async function writeModelFile(
  operation: string,
  path: string,
  pieces: readonly Uint8Array[],
  { force, console }: { readonly force: boolean; readonly console: Console },
): Promise<void> {
  if (path === stream) {
    for (const piece of pieces) await console.output(piece);
    return;
  }
  const temporary = temporaryPath(path);
  const forget = rememberTemporary(temporary);
  try {
    await writePieces(temporary, pieces, basename(path), console);
    if (force) await rename(temporary, path);
    else await take(temporary, path);
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw (error as NodeJS.ErrnoException).code === 'EEXIST'
      ? taken(operation, path)
      : fileError(operation, 'write', path, error);
  } finally {
    forget();
  }
}

/** Gives a file a name that must be free. Unlike a rename, a link never replaces a file that was made in between. */
async function take(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw error;
    // A file system without links.
    await rename(temporary, path);
    return;
  }
  await unlink(temporary);
}

async function writePieces(
  path: string,
  pieces: readonly Uint8Array[],
  name: string,
  console: Console,
): Promise<void> {
  const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const line = progress(console, 'writing', name, total);
  const file = await open(path, 'w');
  const step = 16 * 2 ** 20;
  let done = 0;
  try {
    for (const piece of pieces) {
      for (let at = 0; at < piece.length; at += step) {
        const part = piece.subarray(at, at + step);
        let left = part;
        while (left.length > 0) left = left.subarray((await file.write(left)).bytesWritten);
        done += part.length;
        line.at(done);
      }
    }
    await file.sync();
  } finally {
    await file.close();
    line.end();
  }
}
