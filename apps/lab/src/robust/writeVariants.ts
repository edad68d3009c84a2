import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RgbImage } from '@ggem/embed';
import { fileError } from '@ggem/train/node';
import sharp from 'sharp';
import type { BrokenImage } from '../extract/hashImages.ts';
import type { ImageEntry } from '../read/imageList.ts';
import { makeVariant, mixImages } from './makeVariant.ts';
import { type MaskedImage, readMasked } from './maskedImage.ts';
import { partnersOf } from './partners.ts';
import { byVariant, mixed, type VariantName, variantNames } from './variants.ts';

/** Which variants to write, and where. */
export interface WriteVariantsCall {
  readonly folder: string;
  readonly images: readonly ImageEntry[];
  /** The class of each image, if there are classes. */
  readonly labels: readonly string[] | undefined;
  /** The part of each image, if there are classes. */
  readonly folds: readonly number[] | undefined;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Files that were written: by variant, one for each image that could be used, absent where no other image fits. */
export interface WrittenVariants {
  /** Numbers of the images that could be used. */
  readonly used: readonly number[];
  readonly broken: readonly BrokenImage[];
  readonly files: Readonly<Record<VariantName, readonly (string | undefined)[]>>;
}

/** Writes the variants of all images as PNG, `folder/VARIANT/NUMBER.png`: the same call writes the same pixels. */
export async function writeVariants(call: WriteVariantsCall): Promise<WrittenVariants> {
  const { folder, images, seed, signal } = call;
  const used: number[] = [];
  const broken: BrokenImage[] = [];
  for (const [i, entry] of images.entries()) {
    signal.throwIfAborted();
    const read = await readMasked(entry);
    if (typeof read === 'string') broken.push({ name: entry.name, why: read });
    else used.push(i);
  }
  const labels = call.labels && used.map((i) => call.labels![i]!);
  const folds = call.folds && used.map((i) => call.folds![i]!);
  const read = async (at: number): Promise<MaskedImage> => {
    return (await readMasked(images[used[at]!]!)) as MaskedImage;
  };
  const files = byVariant((): (string | undefined)[] => []);
  for (const at of used.keys()) {
    signal.throwIfAborted();
    const masked = await read(at);
    const partners = partnersOf(at, used.length, { labels, folds, seed });
    for (const name of variantNames) {
      const isMixed = mixed.find((one) => one === name);
      const made = isMixed === undefined ? makeVariant(name as 'original', masked) : undefined;
      const partner = isMixed === undefined ? undefined : partners[isMixed];
      const image =
        made ??
        (partner === undefined
          ? undefined
          : mixImages(masked, await backgroundOf(await read(partner), masked)));
      const file = join(folder, name, `${String(at).padStart(6, '0')}.png`);
      if (image !== undefined) await writePng(file, image);
      files[name].push(image === undefined ? undefined : file);
    }
    call.onProgress(at + 1, used.length);
  }
  return { used, broken, files };
}

/** The tiled background of one image, brought to the size of another. */
async function backgroundOf(masked: MaskedImage, { image: to }: MaskedImage): Promise<RgbImage> {
  const { data, width, height } = makeVariant('onlyBackgroundTiled', masked);
  const resized = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(to.width, to.height, { fit: 'fill' })
    .removeAlpha()
    .raw()
    .toBuffer();
  return { data: resized, width: to.width, height: to.height };
}

async function writePng(file: string, { data, width, height }: RgbImage): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await sharp(data, { raw: { width, height, channels: 3 } })
      .png()
      .toFile(file);
  } catch (error) {
    throw fileError('write', file, error);
  }
}
