import { mkdir, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors } from '@ggem/core';
import { fileError, writeWhole } from '@ggem/train/node';
import { sha256 } from '../files/sha256.ts';

/** Where the tokens of an image are: in which shard, and in which row of it. */
export interface Place {
  readonly shard: string;
  readonly row: number;
}

/** Tokens of images on disk, by the hashes of the images' bytes. */
export interface TokenCache {
  readonly folder: string;
  readonly places: ReadonlyMap<string, Place>;
  /** Shards that were damaged, and are gone. */
  readonly damaged: number;
  readonly add: (file: Uint8Array, hashes: readonly string[]) => Promise<void>;
  /** The tokens of a shard, as bits of float16 `[images, tokens, channels]`. */
  readonly read: (shard: string) => Promise<Uint16Array>;
}

/**
 * Opens the tokens of one model and preprocessing. A shard is a file of safetensors that is named after the hash of its bytes:
 * it is written whole or not at all, and one that was damaged since does not fit its name and is made anew.
 */
export async function openCache(
  folder: string,
  { tokens, channels }: { readonly tokens: number; readonly channels: number },
): Promise<TokenCache> {
  const places = new Map<string, Place>();
  const note = (shard: string, hashes: readonly string[]): void => {
    for (const [row, hash] of hashes.entries()) places.set(hash, { shard, row });
  };
  let damaged = 0;
  for (const shard of await shardsIn(folder)) {
    const hashes = await hashesIn(join(folder, shard), shard, [tokens, channels]);
    if (hashes !== undefined) {
      note(shard, hashes);
      continue;
    }
    damaged += 1;
    await unlink(join(folder, shard)).catch((error: unknown) => {
      throw fileError('write', join(folder, shard), error);
    });
  }
  return {
    folder,
    places,
    damaged,
    add: async (file, hashes) => {
      const shard = nameOf(file);
      await writeWhole(join(folder, shard), file);
      note(shard, hashes);
    },
    read: async (shard) => {
      const { bytes } = readSafetensors(await bytesOf(join(folder, shard))).tensors.get('tokens')!;
      return new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
    },
  };
}

function nameOf(file: Uint8Array): string {
  return `${sha256(file).slice(0, 32)}.safetensors`;
}

async function shardsIn(folder: string): Promise<readonly string[]> {
  try {
    await mkdir(folder, { recursive: true });
    return (await readdir(folder)).filter((name) => /^[0-9a-f]{32}\.safetensors$/.test(name)).sort();
  } catch (error) {
    throw fileError('write', folder, error);
  }
}

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    // A copy of its own memory begins at an even address.
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw fileError('read', path, error);
  }
}

/** The images of a shard; none where the file is not what its name says. */
async function hashesIn(
  path: string,
  name: string,
  shape: readonly number[],
): Promise<readonly string[] | undefined> {
  const bytes = await bytesOf(path);
  if (nameOf(bytes) !== name) return undefined;
  const { tensors, metadata } = readSafetensors(bytes);
  const hashes = metadata.images?.split(' ') ?? [];
  const expected = [hashes.length, ...shape].join();
  return tensors.get('tokens')?.shape.join() === expected ? hashes : undefined;
}
