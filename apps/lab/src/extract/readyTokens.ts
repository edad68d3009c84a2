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
import { unreadable } from './unreadable.ts';

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

/** The images that can be used, and those that are broken. */
export interface ReadyImages {
  readonly found: FoundPreprocessing;
  readonly layout: TokenLayout;
  readonly images: readonly HashedImage[];
  readonly broken: readonly BrokenImage[];
}

/** The same, with the tokens of the images in the cache. */
export interface ReadyTokens extends ReadyImages {
  readonly cache: TokenCache;
}

/** Computes the tokens that are missing. `check` sees the layout before, so that a wrong call does not cost the extraction. */
export async function readyTokens(
  call: TokensCall,
  check: (layout: TokenLayout) => void = () => {},
): Promise<ReadyTokens> {
  const { on } = call;
  return withModel(call, check, async ({ found, layout, hashed, missing, first }) => {
    const { cache, broken: unread } = await extractTokens({
      ...call,
      ...{ found, layout, images: hashed, first },
      ...{ onCache: on.cache, onProgress: on.tokens, onQueue: on.queue },
    });
    return { found, layout, cache, ...withoutBroken(call, hashed, [...missing, ...unread]) };
  });
}

/** The images that can be decoded, for trainings that need no tokens: those of a model whose weights are not there yet. */
export async function readyImages(
  call: TokensCall,
  check: (layout: TokenLayout) => void,
): Promise<ReadyImages> {
  return withModel(call, check, async ({ found, layout, hashed, missing }) => {
    const unread = await unreadable(hashed, call.signal);
    return { found, layout, ...withoutBroken(call, hashed, [...missing, ...unread]) };
  });
}

/** Opens the model in a thread, shows its layout, hashes the images, and ends the thread behind what is done with them. */
async function withModel<T>(
  call: TokensCall,
  check: (layout: TokenLayout) => void,
  use: (
    opened: Awaited<ReturnType<typeof openModel>> & {
      readonly hashed: readonly HashedImage[];
      readonly missing: readonly BrokenImage[];
      readonly first: ReturnType<typeof startExtractThread>;
    },
  ) => Promise<T>,
): Promise<T> {
  const { encoder, list, signal, on } = call;
  const first = startExtractThread();
  try {
    const { found, layout } = await openModel(call, first);
    on.model(encoder, layout, found);
    check(layout);
    const { hashed, broken: missing } = await hashImages(list.images, signal);
    return await use({ found, layout, hashed, missing, first });
  } finally {
    await first.end();
  }
}

function withoutBroken(
  { on }: TokensCall,
  hashed: readonly HashedImage[],
  all: readonly BrokenImage[],
): Pick<ReadyImages, 'images' | 'broken'> {
  const broken = [...all].sort((a, b) => (a.name < b.name ? -1 : 1));
  const gone = new Set(broken.map(({ name }) => name));
  const images = hashed.filter(({ name }) => !gone.has(name));
  on.broken(broken, images.length);
  return { images, broken };
}

async function openModel({ encoder, preprocessing }: TokensCall, thread: ExtractThread) {
  const { source, output, dataFormat, path } = encoder;
  const wanted = await thread.ask('open', { source, output });
  const found = await readPreprocessing(path, preprocessing, wanted);
  const shape = await thread.ask('prepare', { preprocessing: found.preprocessing, dataFormat });
  return { found, layout: tokenGrid(encoder, shape, found.size) };
}
