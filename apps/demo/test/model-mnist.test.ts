import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_DATA_FOLDER, dataFolder } from '../train/dataFolder.ts';
import { readIdx } from '../train/idx.ts';
import { loadMnist } from '../train/mnist.ts';
import { idxBytes, writeTinyMnist } from './modelTinyMnist.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ggem-mnist-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function file(bytes: Buffer): string {
  const path = join(folder, 'file');
  writeFileSync(path, bytes);
  return path;
}

describe('readIdx', () => {
  const bytes = idxBytes([2, 3], Uint8Array.of(1, 2, 3, 4, 5, 6));

  test('reads a plain file', () => {
    expect(readIdx(file(bytes), 2)).toEqual({ shape: [2, 3], values: Uint8Array.of(1, 2, 3, 4, 5, 6) });
  });

  test('reads a gzipped file, whatever its name', () => {
    expect(readIdx(file(gzipSync(bytes)), 2).values).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6));
  });

  test.each([
    ['empty', Buffer.alloc(0), 'must start with a header of 12 bytes, but holds 0 bytes'],
    [
      'of labels where images are due',
      idxBytes([9], new Uint8Array(9)),
      'must start with the magic number 2050 (IDX, bytes, rank 2), but 2049 came',
    ],
    ['cut short', bytes.subarray(0, 16), 'must hold 2 × 3 = 6 bytes after its header, but holds 4'],
    [
      'longer than it says',
      Buffer.concat([bytes, bytes]),
      'must hold 2 × 3 = 6 bytes after its header, but holds 24',
    ],
    [
      'cut short inside gzip',
      gzipSync(bytes).subarray(0, 20),
      'must be a whole gzip file, but unpacking it failed (unexpected end of file)',
    ],
  ])('refuses a file that is %s', (_, content, what) => {
    const path = file(content);
    expect(() => readIdx(path, 2)).toThrow(new Error(`mnist: ${path} ${what}. Download it again.`));
  });
});

describe('loadMnist', () => {
  test('finds gzipped and plain files', () => {
    writeTinyMnist(folder, 30, 20);
    expect(loadMnist(folder, 'train')).toMatchObject({ count: 30 });
    expect(loadMnist(folder, 'test').labels.subarray(0, 3)).toEqual(Uint8Array.of(0, 1, 2));
  });

  test('names the file that is missing, and the option', () => {
    expect(() => loadMnist(folder, 'test')).toThrow(
      new Error(
        `mnist: ${folder}/t10k-images-idx3-ubyte.gz must be there (or the same without .gz), but it is missing. ` +
          'Give the folder of the four MNIST files with --data DIR.',
      ),
    );
  });

  test('refuses images of another size', () => {
    writeTinyMnist(folder, 30, 20);
    const path = join(folder, 't10k-images-idx3-ubyte');
    writeFileSync(path, idxBytes([2, 32, 32], new Uint8Array(2048)));
    expect(() => loadMnist(folder, 'test')).toThrow(
      new Error(`mnist: ${path} must hold images of 28 × 28, but holds 2 × 32 × 32. Download it again.`),
    );
  });

  test('refuses a label too many, and a label that is no digit', () => {
    writeTinyMnist(folder, 30, 20);
    const path = join(folder, 't10k-labels-idx1-ubyte');
    writeFileSync(path, idxBytes([21], new Uint8Array(21)));
    expect(() => loadMnist(folder, 'test')).toThrow(
      new Error(
        `mnist: ${path} must hold a label for each of the 20 images, but holds 21. Take all files from the same download.`,
      ),
    );
    writeFileSync(path, idxBytes([20], new Uint8Array(20).fill(10, 7, 8)));
    expect(() => loadMnist(folder, 'test')).toThrow(
      new Error(`mnist: ${path} must hold digits 0 to 9, but label 7 is 10. Download it again.`),
    );
  });

  test('takes a relative --data from where the command was called', () => {
    const before = process.env.INIT_CWD;
    process.env.INIT_CWD = '/somewhere';
    try {
      expect(dataFolder('mnist')).toBe('/somewhere/mnist');
    } finally {
      if (before === undefined) delete process.env.INIT_CWD;
      else process.env.INIT_CWD = before;
    }
  });

  test('looks beside the repository by default', () => {
    expect(DEFAULT_DATA_FOLDER).toMatch(/shared\/data\/mnist$/);
  });
});
