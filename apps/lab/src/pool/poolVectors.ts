import { loadSimd } from '@ggem/simd';
import type { HashedImage } from '../extract/hashImages.ts';
import type { TokenCache } from '../extract/tokenCache.ts';
import type { TokenLayout } from '../read/tokenGrid.ts';
import type { Candidate } from './candidate.ts';

/** Vectors of all images by one pooling. */
export interface Vectors {
  readonly data: Float32Array;
  readonly shape: readonly [images: number, channels: number];
}

/** Bytes of vectors that are held at a time. */
const budget = 256 * 2 ** 20;

/**
 * Pools the cached tokens by each candidate, shard by shard: memory holds one shard and the vectors of as many candidates as fit.
 */
export async function* poolVectors(
  candidates: readonly Candidate[],
  images: readonly HashedImage[],
  {
    cache,
    layout,
    signal,
  }: {
    readonly cache: TokenCache;
    readonly layout: TokenLayout;
    readonly signal: AbortSignal;
  },
): AsyncGenerator<readonly [Candidate, Vectors], void, undefined> {
  const simd = await loadSimd();
  const rows = rowsByShard(images, cache);
  const each = Math.max(1, Math.floor(budget / (4 * images.length * layout.channels)));
  for (let at = 0; at < candidates.length; at += each) {
    const poolings = candidates.slice(at, at + each).map((candidate) => {
      const pooling = simd.createPooling(candidate.spec, { channels: layout.channels });
      const data = new Float32Array(images.length * pooling.outputChannels);
      return { candidate, pooling, data };
    });
    for (const [shard, places] of rows) {
      signal.throwIfAborted();
      const tokens = await cache.read(shard);
      const shape = [
        tokens.length / (layout.tokens * layout.channels),
        layout.tokens,
        layout.channels,
      ] as const;
      for (const { pooling, data } of poolings) {
        const pooled = pooling.pool({ data: tokens, shape });
        const width = pooling.outputChannels;
        for (const { row, image } of places) {
          data.set(pooled.subarray(row * width, (row + 1) * width), image * width);
        }
      }
    }
    for (const { candidate, pooling, data } of poolings) {
      const shape = [images.length, pooling.outputChannels] as const;
      pooling.dispose();
      yield [candidate, { data, shape }];
    }
  }
}

interface RowOfImage {
  readonly row: number;
  readonly image: number;
}

/** Which rows of each shard belong to which images. */
function rowsByShard(
  images: readonly HashedImage[],
  { places }: TokenCache,
): ReadonlyMap<string, readonly RowOfImage[]> {
  const rows = new Map<string, RowOfImage[]>();
  for (const [image, { hash }] of images.entries()) {
    const { shard, row } = places.get(hash)!;
    const list = rows.get(shard) ?? [];
    list.push({ row, image });
    rows.set(shard, list);
  }
  return rows;
}
