export { decodeImage } from './decode/decodeImage.ts';
export type { ImageSource, RgbaImage } from './decode/imageSource.ts';
export { createEmbedder } from './embedder/createEmbedder.ts';
export type {
  Embedder,
  EmbedderOptions,
  Embeddings,
  EmbedOptions,
  Images,
  ModelNames,
} from './embedder/embedder.ts';
export { type PixelValues, preprocess } from './pixels/preprocess.ts';
export type { RgbImage } from './pixels/rgbImage.ts';
export { parsePreprocessing } from './preprocessing/parsePreprocessing.ts';
export {
  finalSize,
  type Preprocessing,
  type Resample,
  type ResizeTo,
  type Size,
} from './preprocessing/preprocessing.ts';
