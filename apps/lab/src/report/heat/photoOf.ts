import { decodeImage, type Preprocessing, preprocess } from '@ggem/embed';
import sharp from 'sharp';
import type { Grid } from '../../look/lookOf.ts';

/** A photograph as the model sees it. */
export interface Photo {
  readonly width: number;
  readonly height: number;
  /** A data URI, in colour and in grey. */
  readonly colour: string;
  readonly grey: string;
}

/** Sides of pictures in a report: sharp on a phone, and light. */
const side = 224;

/** Resized and cropped as for the model; absent where the file is gone, as when a report is written anew. */
export async function photoOf(path: string, preprocessing: Preprocessing): Promise<Photo | undefined> {
  const image = await decodeImage(path).catch(() => undefined);
  if (image === undefined) return undefined;
  const plain = { ...preprocessing, scale: 1, mean: [0, 0, 0], deviation: [1, 1, 1] } as const;
  const { data, width, height } = preprocess(image, plain);
  const count = width * height;
  const levels = Uint8Array.from({ length: 3 * count }, (_, i) => data[(i % 3) * count + Math.floor(i / 3)]!);
  const raw = { raw: { width, height, channels: 3 } } as const;
  const uri = async (isGrey: boolean): Promise<string> => {
    const bytes = await sharp(levels, raw)
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .greyscale(isGrey)
      .webp({ quality: 75 })
      .toBuffer();
    return `data:image/webp;base64,${bytes.toString('base64')}`;
  };
  return { width, height, colour: await uri(false), grey: await uri(true) };
}

/** The style of the element around maps of a photograph, by which each has it behind, as large as the model sees it. */
export function behind(photo: Photo | undefined, [height, width]: Grid): string {
  if (photo === undefined) return `--shape: ${width} / ${height}`;
  return `--photo: url(${photo.grey}); --shape: ${photo.width} / ${photo.height}`;
}
