import { finalSize, type PixelValues, type Preprocessing, preprocess, type RgbImage } from '@ggem/embed';

/** A photograph as the model sees it: its pixels, and a picture of them to look at. */
export interface PreparedImage {
  readonly pixels: PixelValues;
  readonly picture: ImageData;
}

/** Smaller pictures are drawn anew at a multiple of the size, so that a person sees what is on them. */
const leastSide = 160;

export function prepareImage(image: RgbImage, preprocessing: Preprocessing): PreparedImage {
  const pixels = preprocess(image, preprocessing);
  const { height, width } = finalSize(preprocessing)!;
  const times = Math.ceil(leastSide / Math.min(height, width));
  const larger = times === 1 ? pixels : preprocess(image, enlarged(preprocessing, times));
  return { pixels, picture: pictureOf(larger, preprocessing) };
}

/** The same cut of an image, `times` as large. */
function enlarged(preprocessing: Preprocessing, times: number): Preprocessing {
  const { resize, crop } = preprocessing;
  return {
    ...preprocessing,
    resize:
      resize &&
      (resize.to === 'shortest'
        ? { ...resize, side: resize.side * times }
        : { ...resize, height: resize.height * times, width: resize.width * times }),
    crop: crop && { ...crop, height: crop.height * times, width: crop.width * times },
  };
}

/** Normalised planes back to levels of colour. */
function pictureOf(
  { data, width, height }: PixelValues,
  { scale, mean, deviation }: Preprocessing,
): ImageData {
  const picture = new ImageData(width, height);
  const count = width * height;
  for (let colour = 0; colour < 3; colour++) {
    for (let i = 0; i < count; i++) {
      const value = data[colour * count + i]! * deviation[colour]! + mean[colour]!;
      picture.data[4 * i + colour] = Math.round(value / scale);
    }
  }
  for (let i = 0; i < count; i++) picture.data[4 * i + 3] = 255;
  return picture;
}
