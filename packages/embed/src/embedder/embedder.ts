import type { PoolingSpecInput } from '@ggem/core';
import type { Session } from '@ggem/onnx/run';
import type { PoolCall, Simd } from '@ggem/simd';
import type { ImageSource } from '../decode/imageSource.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';

/** Names in a model. */
export interface ModelNames {
  /** The input for pixels. Default: the only one. */
  readonly input?: string | undefined;
  /** The output to take. Default: the only one, or one that is named as what is wanted. */
  readonly output?: string | undefined;
}

/** What an embedder is made of. */
export interface EmbedderOptions {
  /** Of onnxruntime-node or onnxruntime-web, on whatever device. */
  readonly session: Session;
  readonly model?: ModelNames | undefined;
  /** How tokens become a vector. Default: the output is taken as it is, tokens or vectors of a pooling inside of the model. */
  readonly pooling?: PoolingSpecInput | undefined;
  /** Trained parameters of the pooling, by name, in place of those in its spec. */
  readonly parameters?: PoolCall['parameters'];
  readonly preprocessing: Preprocessing;
  /** How many images go through the model at a time, where it does not say. Default 8. */
  readonly batch?: number | undefined;
  /** Kernels for the pooling. Default: those of `loadSimd()`. */
  readonly simd?: Simd | undefined;
}

export interface EmbedOptions {
  /** Ends the work: the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told after each batch; `total` is known where the images have a length. */
  readonly onProgress?:
    | ((progress: { readonly done: number; readonly total: number | undefined }) => void)
    | undefined;
  /** Told of an image that cannot be read, which is then left out. Default: the call rejects. */
  readonly onBroken?: ((image: number, error: Error) => void) | undefined;
}

/** Images one after the other; they are asked for as they are needed. */
export type Images = Iterable<ImageSource> | AsyncIterable<ImageSource>;

/** What came of some images. */
export interface Embeddings {
  readonly data: Float32Array;
  /** `[images, channels]`, or `[images, tokens, channels]`. */
  readonly shape: readonly number[];
  /** Which of the images these are, counted from 0: all but the broken ones. */
  readonly images: Int32Array;
}

/** Images in, vectors out. */
export interface Embedder {
  readonly preprocessing: Preprocessing;
  /** All images at once. Throws what `decodeImage` does, with the number of the image, and `shape` where the model wants another size. */
  readonly embed: (images: Images, options?: EmbedOptions) => Promise<Embeddings>;
  /**
   * Batch by batch: the next is decoded while the model computes, and no more until this one is taken, so that memory does not
   * grow with the number of images.
   */
  readonly stream: (images: Images, options?: EmbedOptions) => AsyncGenerator<Embeddings, void, undefined>;
  /** Gives the memory of the pooling back; the session stays the caller's. */
  readonly dispose: () => void;
}
