import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { float16Numbers } from '@ggem/core';
import { fileError } from '@ggem/train/node';
import type { Place } from './tokenCache.ts';

/** Bytes of kept rows: training asks for the same images again and again. */
const budget = 128 * 2 ** 20;

/**
 * Reads the tokens of single images from the shards of a cache, in any order, and keeps some of them: memory does not grow with
 * the number of images.
 */
export function rowReader(
  folder: string,
  places: readonly Place[],
): (image: number, into: Float32Array) => Promise<void> {
  const kept = new Map<number, Uint16Array>();
  const starts = new Map<string, number>();
  let room = budget;

  const read = async (image: number, count: number): Promise<Uint16Array> => {
    const { shard, row } = places[image]!;
    const path = join(folder, shard);
    try {
      const file = await open(path, 'r');
      try {
        // A file of safetensors: the length of its heading in 8 bytes, the heading, then the one tensor.
        const start =
          starts.get(shard) ??
          8 + Number((await file.read(Buffer.alloc(8), 0, 8, 0)).buffer.readBigUInt64LE());
        starts.set(shard, start);
        const bits = new Uint16Array(count);
        await file.read(bits, 0, 2 * count, start + 2 * count * row);
        return bits;
      } finally {
        await file.close();
      }
    } catch (error) {
      throw fileError('read', path, error);
    }
  };

  return async (image, into) => {
    const bits = kept.get(image) ?? (await read(image, into.length));
    if (!kept.has(image) && room >= bits.byteLength) {
      kept.set(image, bits);
      room -= bits.byteLength;
    }
    into.set(float16Numbers(bits));
  };
}
