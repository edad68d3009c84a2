import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ImageList } from '../read/imageList.ts';
import { readCsv } from '../read/readCsv.ts';
import { type Encoder, readEncoder } from '../read/readEncoder.ts';
import { readFolders } from '../read/readFolders.ts';
import type { PreprocessingOptions } from '../read/readPreprocessing.ts';
import type { Values } from './option.ts';
import { UsageError } from './usageError.ts';

/** Options of every command that reads a model and images. */
export const dataOptions = {
  model: { kind: 'text', value: 'FILE', help: 'an .onnx: a ViT or a CNN' },
  images: { kind: 'text', value: 'DIR', help: 'a folder with a folder of images for each class' },
  csv: { kind: 'text', value: 'FILE', help: 'instead: a CSV with path and label' },

  tokens: {
    heading: 'The model, where its graph leaves something open',
    kind: 'text',
    value: 'NAME',
    help: 'the value to pool; default: what the model pools now',
  },
  prefix: { kind: 'natural', value: 'N', help: 'tokens before the patches: 1 for a class token' },
  heads: { kind: 'count', value: 'N', help: 'heads of attention' },

  preprocessing: {
    heading: 'Preprocessing; default: preprocessor_config.json, or config.json of timm, beside the model',
    kind: 'text',
    value: 'FILE',
    help: 'such a file elsewhere',
  },
  size: { kind: 'count', value: 'N', help: 'side of an image; default: what the model takes' },
  crop: { kind: 'number', value: 'X', help: 'share of the side that the crop keeps: crop_pct of timm' },
  resample: { kind: 'text', value: 'NAME', help: 'bicubic (default), bilinear, lanczos, ...' },
  mean: { kind: 'numbers', value: 'R,G,B', help: 'of values from 0 to 1; one number counts for all' },
  std: { kind: 'numbers', value: 'R,G,B', help: 'the same for the deviation' },
} as const;

/** The options of the machine, which come last in a help. */
export const machineOptions = {
  cache: {
    heading: 'The machine',
    kind: 'text',
    value: 'DIR',
    help: 'where tokens are kept; default: ~/.cache/ggem-lab',
  },
  threads: { kind: 'count', value: 'N', help: 'default: one for each core' },
  queue: {
    kind: 'text',
    value: 'URL',
    help: 'a Redis, redis://host:6379, whose workers compute the\ntokens: ggem-lab worker',
  },
} as const;

type DataValues = Values<typeof dataOptions>;

/** The images that the options name. */
export async function imagesOf(
  operation: string,
  { images, csv }: DataValues,
  classes: 'needed' | 'not needed' = 'needed',
): Promise<ImageList> {
  if (images !== undefined && csv !== undefined) {
    throw new UsageError(`${operation}: --images or --csv is taken, not both.`);
  }
  if (csv !== undefined) return readCsv(csv);
  if (images !== undefined) return readFolders(images, classes);
  const what =
    classes === 'needed' ? 'a folder with a folder of images for each class' : 'a folder of images';
  throw new UsageError(`${operation}: --images is missing, ${what}.`);
}

/** The model that the options name. */
export async function encoderOf(operation: string, values: DataValues): Promise<Encoder> {
  const { model, tokens, prefix, heads } = values;
  if (model === undefined) throw new UsageError(`${operation}: --model is missing, an .onnx file.`);
  return readEncoder(model, { tokens, prefix, heads });
}

/** What the options say of preprocessing. */
export function preprocessingOf(values: DataValues): PreprocessingOptions {
  const { preprocessing: file, size, crop, resample, mean, std } = values;
  return { file, size, crop, resample, mean, std };
}

/** The folder of all caches. */
export function cacheOf({ cache }: Values<typeof machineOptions>): string {
  return cache ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'ggem-lab');
}
