import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { sharedFile } from './shared.ts';

export interface Labelled {
  readonly label: number;
  /** 32 × 32 in planes red, green and blue. */
  readonly planes: Uint8Array;
}

/** The first images of CIFAR-10's training or test file; they are shuffled. */
export async function readCifar(part: 'train' | 'test', count: number): Promise<readonly Labelled[]> {
  const bytes = gunzipSync(await readFile(sharedFile(`data/cifar10/${part}.bin.gz`)));
  return Array.from({ length: count }, (_, i) => {
    const at = i * 3073;
    return { label: bytes[at]!, planes: bytes.subarray(at + 1, at + 3073) };
  });
}
