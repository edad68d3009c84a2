import type { DataFormat } from '@ggem/core';
import type { Preprocessing } from '@ggem/embed';
import type { RunShape } from '../read/tokenGrid.ts';

/** An image of a shard: its file or the bytes of it, and their hash. */
export interface ShardImage {
  readonly source: string | Uint8Array;
  readonly hash: string;
}

/** The size of images that a model takes; absent where it is open. */
export interface Opened {
  readonly height?: number;
  readonly width?: number;
}

/** Tokens of the images that could be read, as a file of safetensors, and the others with the reason. */
export interface Shard {
  /** Absent where no image could be read. */
  readonly file?: Uint8Array | undefined;
  readonly hashes: readonly string[];
  readonly broken: readonly { readonly hash: string; readonly why: string }[];
}

/**
 * What is asked of a thread, in this order: a model, how images are prepared, then shards of images. A thread that is told to
 * stop ends its shard with the image that it is at.
 */
export type ExtractTasks = {
  readonly open: readonly [{ readonly source: string | Uint8Array; readonly output: string }, Opened];
  readonly prepare: readonly [
    { readonly preprocessing: Preprocessing; readonly dataFormat: DataFormat },
    RunShape,
  ];
  readonly shard: readonly [readonly ShardImage[], Shard];
  readonly stop: readonly [undefined, undefined];
};
