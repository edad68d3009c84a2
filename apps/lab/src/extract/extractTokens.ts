import { join } from 'node:path';
import { sha256 } from '../files/sha256.ts';
import type { Encoder } from '../read/readEncoder.ts';
import type { FoundPreprocessing } from '../read/readPreprocessing.ts';
import type { TokenLayout } from '../read/tokenGrid.ts';
import { extractByThreads, type ShardsCall } from './extractByThreads.ts';
import type { ShardImage } from './extractTasks.ts';
import type { BrokenImage, HashedImage } from './hashImages.ts';
import { extractByQueue } from './queue/extractByQueue.ts';
import type { ExtractThread } from './startExtractThread.ts';
import { openCache, type TokenCache } from './tokenCache.ts';

/** What extraction needs to know. */
export interface ExtractCall {
  readonly encoder: Encoder;
  readonly found: FoundPreprocessing;
  readonly layout: TokenLayout;
  readonly images: readonly HashedImage[];
  /** The folder of all caches. */
  readonly cache: string;
  readonly threads: number;
  /** The address of a Redis whose workers compute the tokens, instead of threads. */
  readonly queue?: string | undefined;
  readonly onQueue: (url: string, workers: number) => void;
  /** A thread that has the model open already. */
  readonly first: ExtractThread;
  readonly signal: AbortSignal;
  readonly onCache: (cache: TokenCache, missing: number) => void;
  readonly onProgress: (done: number, total: number) => void;
}

/** Images of a shard: a killed run loses no more of them than that, a thread. */
const shardSize = 16;

/** Makes sure that the tokens of all images are in the cache, and tells which images are broken. */
export async function extractTokens(
  call: ExtractCall,
): Promise<{ readonly cache: TokenCache; readonly broken: readonly BrokenImage[] }> {
  const { encoder, found, images, signal } = call;
  const key = sha256(
    JSON.stringify([1, encoder.sha256, encoder.output, encoder.dataFormat, found.preprocessing]),
  );
  const cache = await openCache(join(call.cache, key.slice(0, 16)), call.layout);
  const missing = new Map(
    images.filter(({ hash }) => !cache.places.has(hash)).map((image) => [image.hash, image]),
  );
  call.onCache(cache, missing.size);
  const shards = inShards([...missing.values()]);
  const whys = new Map<string, string>();
  let done = 0;
  const work: ShardsCall = {
    ...{ encoder, found, shards, signal },
    onShard: async ({ file, hashes, broken }, count) => {
      if (file !== undefined) await cache.add(file, hashes);
      for (const { hash, why } of broken) whys.set(hash, why);
      done += count;
      call.onProgress(done, missing.size);
    },
  };
  if (call.queue === undefined) await extractByThreads({ ...work, threads: call.threads, first: call.first });
  else if (shards.length > 0) await extractByQueue({ ...work, url: call.queue, onQueue: call.onQueue });
  signal.throwIfAborted();
  const broken = images.flatMap(({ hash, name }) => {
    const why = whys.get(hash);
    return why === undefined ? [] : [{ name, why }];
  });
  return { cache, broken };
}

function inShards(images: readonly HashedImage[]): ShardImage[][] {
  const shards: ShardImage[][] = [];
  for (let at = 0; at < images.length; at += shardSize) {
    shards.push(images.slice(at, at + shardSize).map(({ path, hash }) => ({ source: path, hash })));
  }
  return shards;
}
