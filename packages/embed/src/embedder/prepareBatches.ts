import { GgemError } from '@ggem/core/bare';
import { decodeImage } from '../decode/decodeImage.ts';
import { type PixelValues, preprocess } from '../pixels/preprocess.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import type { EmbedOptions, Images } from './embedder.ts';

/** Images of one size, ready for a model. */
export interface PreparedBatch {
  readonly pixels: readonly PixelValues[];
  /** Which images these are. */
  readonly images: readonly number[];
  /** How many images were read so far, broken ones too. */
  readonly done: number;
}

/** Decodes and prepares images in batches. An image of another size than the one before it begins a new batch. */
export async function* prepareBatches(
  images: Images,
  preprocessing: Preprocessing,
  batch: number,
  { signal, onBroken }: EmbedOptions,
): AsyncGenerator<PreparedBatch, void, undefined> {
  let pixels: PixelValues[] = [];
  let numbers: number[] = [];
  let image = -1;
  for await (const source of images) {
    signal?.throwIfAborted();
    image += 1;
    let values: PixelValues;
    try {
      values = preprocess(await decodeImage(source), preprocessing);
    } catch (error) {
      if (onBroken === undefined || !isBroken(error)) throw named(image, error);
      onBroken(image, error as Error);
      continue;
    }
    const [first] = pixels;
    const isLike = first === undefined || (first.width === values.width && first.height === values.height);
    if (!isLike) {
      yield { pixels, images: numbers, done: image };
      [pixels, numbers] = [[], []];
    }
    pixels.push(values);
    numbers.push(image);
    if (pixels.length < batch) continue;
    yield { pixels, images: numbers, done: image + 1 };
    [pixels, numbers] = [[], []];
  }
  if (pixels.length > 0) yield { pixels, images: numbers, done: image + 1 };
}

/** Whether the error is the image's own fault. Without sharp, no image can be read at all. */
function isBroken(error: unknown): boolean {
  return error instanceof GgemError && error.code !== 'unavailable';
}

function named(image: number, error: unknown): unknown {
  if (!(error instanceof GgemError)) return error;
  return new GgemError(error.code, `image ${image}: ${error.message}`, { cause: error });
}
