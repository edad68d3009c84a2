import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** An array of bytes from an IDX file. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes (the format of MNIST), gzipped or not.
 *
 * The header is a magic number, 0x0800 + rank, then one big-endian 32-bit length a dimension.
 */
export function readIdx(path: string, rank: number): IdxArray {
  const bytes = unzip(path, readFileSync(path));
  const header = 4 + 4 * rank;
  const magic = 0x0800 + rank;
  if (bytes.length < header) {
    throw broken(path, `must start with a header of ${header} bytes, but holds ${bytes.length} bytes`);
  }
  if (bytes.readUInt32BE(0) !== magic) {
    throw broken(
      path,
      `must start with the magic number ${magic} (IDX, bytes, rank ${rank}), but ${bytes.readUInt32BE(0)} came`,
    );
  }
  const shape = Array.from({ length: rank }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const count = shape.reduce((product, length) => product * length, 1);
  if (bytes.length !== header + count) {
    throw broken(
      path,
      `must hold ${shape.join(' × ')} = ${count} bytes after its header, but holds ${bytes.length - header}`,
    );
  }
  return { shape, values: new Uint8Array(bytes.buffer, bytes.byteOffset + header, count) };
}

function unzip(path: string, bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw broken(path, `must be a whole gzip file, but unpacking it failed (${(error as Error).message})`);
  }
}

function broken(path: string, what: string): Error {
  return new Error(`mnist: ${path} ${what}. Download it again.`);
}
