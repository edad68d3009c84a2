import { decodeImage, type PixelValues, type Preprocessing, type RgbImage } from '@ggem/embed';
import { prepareImage } from './prepareImage.ts';

/** A photograph that was read: pixels for the model, and a picture for the page. */
export interface ReadPhotograph {
  readonly pixels: PixelValues;
  readonly picture: Blob;
  readonly size: readonly [width: number, height: number];
}

export async function readPhotograph(file: Blob, preprocessing: Preprocessing): Promise<ReadPhotograph> {
  const { pixels, picture } = prepareImage(await decoded(file), preprocessing);
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext('2d')!.putImageData(picture, 0, 0);
  return {
    pixels,
    picture: await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.88 }),
    size: [picture.width, picture.height],
  };
}

async function decoded(file: Blob): Promise<RgbImage> {
  try {
    return await decodeImage(file);
  } catch (error) {
    // What browsers say themselves names neither the file nor what is wrong with it.
    const why = file.size === 0 ? 'it is empty' : `the browser cannot decode its ${file.size} bytes`;
    throw new Error(`is left out: ${why}.`, { cause: error });
  }
}
