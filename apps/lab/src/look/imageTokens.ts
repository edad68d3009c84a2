import type { HashedImage } from '../extract/hashImages.ts';
import { rowReader } from '../extract/rowReader.ts';
import type { TokenCache } from '../extract/tokenCache.ts';
import type { TokenLayout } from '../read/tokenGrid.ts';

/** The tokens of one image, `[1, tokens, channels]`. */
export interface OneImage {
  readonly data: Float32Array;
  readonly shape: readonly [1, tokens: number, channels: number];
}

/** Reads the tokens of single images from a cache, by their numbers in the list. */
export function imageTokens(
  images: readonly HashedImage[],
  cache: TokenCache,
  { tokens, channels }: TokenLayout,
): (image: number) => Promise<OneImage> {
  const places = images.map(({ hash }) => cache.places.get(hash)!);
  const read = rowReader(cache.folder, places);
  return async (image) => {
    const data = new Float32Array(tokens * channels);
    await read(image, data);
    return { data, shape: [1, tokens, channels] };
  };
}
