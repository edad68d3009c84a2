import { decodeImage, preprocess } from '@ggem/embed';
import { type FileCache, fileCache } from '@ggem/train/node';
import type { FinetuneData, FinetuneStep, FinetuneTask } from './finetuneTasks.ts';

/** Images, and how they are prepared. */
type ImageData = Pick<FinetuneData, 'files' | 'preprocessing' | 'size'>;

/** Images, and where their pixels are kept. */
type PixelTask = Pick<FinetuneTask, 'cache'> & { readonly data: ImageData };

/** Pixels of an image up to which it is kept: the model on a larger one takes much longer than to decode it, and the file grows. */
const most = 128 * 128;

/** Whether small images are read in each step: they are then kept as the model takes them, to be decoded once. */
export function keepsPixels({
  data,
  depth,
  settings,
}: Pick<FinetuneTask, 'depth'> & {
  readonly data: ImageData;
  readonly settings: Pick<FinetuneTask['settings'], 'augment'>;
}): boolean {
  const { height, width } = data.size;
  return (depth === 'all' || settings.augment !== undefined) && height * width <= most;
}

/** Images as the model takes them, in a file. */
export async function pixelCache({ data, cache }: PixelTask): Promise<FileCache> {
  return fileCache(cache.folder, 'pixels', 3 * data.size.height * data.size.width);
}

/** Images decoded at the same time, which sharp spreads over its threads. */
const atOnce = 16;

/** Decodes the images that are not in the file. */
export async function fillPixels(
  task: PixelTask,
  signal: AbortSignal,
  tell: (step: FinetuneStep) => void,
): Promise<void> {
  const { data } = task;
  const file = await pixelCache(task);
  try {
    const missing = [...data.files.keys()].filter((image) => !file.has(image));
    for (let at = 0; at < missing.length && !signal.aborted; at += atOnce) {
      const part = missing.slice(at, at + atOnce);
      const pixels = await Promise.all(part.map((image) => pixelsOf(data, image)));
      for (const [i, image] of part.entries()) await file.write(image, pixels[i]!);
      tell({ done: Math.min(at + atOnce, missing.length), total: missing.length });
    }
  } finally {
    await file.close();
  }
}

/** An image as the model takes it: from the file, or else decoded. */
export async function pixelsOf(
  { files, preprocessing, size }: ImageData,
  image: number,
  kept?: FileCache,
): Promise<Float32Array> {
  if (!kept?.has(image)) return preprocess(await decodeImage(files[image]!), preprocessing).data;
  const pixels = new Float32Array(3 * size.height * size.width);
  await kept.read(image, pixels);
  return pixels;
}
