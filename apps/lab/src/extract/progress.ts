import type { Encoder } from '../read/readEncoder.ts';
import type { FoundPreprocessing } from '../read/readPreprocessing.ts';
import type { TokenLayout } from '../read/tokenGrid.ts';
import type { BrokenImage } from './hashImages.ts';
import type { TokenCache } from './tokenCache.ts';

/** What a run tells while it goes on. */
export interface Progress {
  readonly model: (encoder: Encoder, layout: TokenLayout, found: FoundPreprocessing) => void;
  readonly cache: (cache: TokenCache, missing: number) => void;
  /** Told where tokens are computed by workers, and how many listen there now. */
  readonly queue: (url: string, workers: number) => void;
  readonly tokens: (done: number, total: number) => void;
  readonly broken: (broken: readonly BrokenImage[], left: number) => void;
  readonly measuring: (done: number, total: number) => void;
}
