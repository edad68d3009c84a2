import type { ImageList } from '../read/imageList.ts';
import type { Encoder } from '../read/readEncoder.ts';
import {
  type FoundPreprocessing,
  type PreprocessingOptions,
  readPreprocessing,
} from '../read/readPreprocessing.ts';
import { type TokenLayout, tokenGrid } from '../read/tokenGrid.ts';
import { extractTokens } from './extractTokens.ts';
import { type BrokenImage, type HashedImage, hashImages } from './hashImages.ts';
import type { Progress } from './progress.ts';
import { type ExtractThread, startExtractThread } from './startExtractThread.ts';
import type { TokenCache } from './tokenCache.ts';

/** A model, images, and where to work. */
export interface TokensCall {
  readonly encoder: Encoder;
  readonly list: ImageList;
  readonly preprocessing: PreprocessingOptions;
  readonly cache: string;
  readonly threads: number;
  /** The address of a Redis whose workers compute tokens: `redis://localhost:6379`. */
  readonly queue?: string | undefined;
  readonly signal: AbortSignal;
  readonly on: Progress;
}

/** The images whose tokens are in the cache, and those that are broken. */
export interface ReadyTokens {
  readonly found: FoundPreprocessing;
  readonly layout: TokenLayout;
  readonly cache: TokenCache;
  readonly images: readonly HashedImage[];
  readonly broken: readonly BrokenImage[];
}

/** Computes the tokens that are missing. `check` sees the layout before, so that a wrong call does not cost the extraction. */
export async function readyTokens(
  call: TokensCall,
  check: (layout: TokenLayout) => void = () => {},
): Promise<ReadyTokens> {
  const { encoder, signal, on } = call;
  const first = startExtractThread();
  try {
    const { found, layout } = await openModel(call, first);
    on.model(encoder, layout, found);
    check(layout);
    const { hashed, broken: missing } = await hashImages(call.list.images, signal);
    const { cache, broken: unread } = await extractTokens({
      ...call,
      found,
      layout,
      images: hashed,
      first,
      onCache: on.cache,
      onProgress: on.tokens,
      onQueue: on.queue,
    });
    const broken = [...missing, ...unread].sort((a, b) => (a.name < b.name ? -1 : 1));
    const gone = new Set(broken.map(({ name }) => name));
    const images = hashed.filter(({ name }) => !gone.has(name));
    on.broken(broken, images.length);
    return { found, layout, cache, images, broken };
  } finally {
    await first.end();
  }
}

async function openModel({ encoder, preprocessing }: TokensCall, thread: ExtractThread) {
  const { source, output, dataFormat, path } = encoder;
  const wanted = await thread.ask('open', { source, output });
  const found = await readPreprocessing(path, preprocessing, wanted);
  const shape = await thread.ask('prepare', { preprocessing: found.preprocessing, dataFormat });
  return { found, layout: tokenGrid(encoder, shape, found.size) };
}
