import { dirname, join } from 'node:path';
import { GgemError } from '@ggem/core';
import { finalSize, type Preprocessing, parsePreprocessing, type Size } from '@ggem/embed';
import { readBytes } from '../files/readBytes.ts';
import { refuse } from '../refuse.ts';

/** What the user says of preprocessing, as timm's `config.json` calls it. */
export interface PreprocessingOptions {
  /** A `preprocessor_config.json`, or timm's `config.json`. */
  readonly file?: string | undefined;
  readonly size?: number | undefined;
  readonly crop?: number | undefined;
  readonly resample?: string | undefined;
  readonly mean?: readonly number[] | undefined;
  readonly std?: readonly number[] | undefined;
}

/** Preprocessing, where it comes from, and the size of the images that come out. */
export interface FoundPreprocessing {
  readonly preprocessing: Preprocessing;
  readonly from: string;
  readonly size: Size;
}

/**
 * How images are prepared: from the file that is named, from options, or from a file beside the model. Never guessed: where
 * there is none of these, it is asked for.
 */
export async function readPreprocessing(
  model: string,
  options: PreprocessingOptions,
  wanted: Partial<Size>,
): Promise<FoundPreprocessing> {
  const { preprocessing, from } = await found(model, options, wanted);
  const size = finalSize(preprocessing);
  if (size === undefined) {
    return refuse('value', {
      rule: `preprocessing (${from}) must give all images the same size`,
      came: 'it resizes by the shortest side and crops nothing',
      fix: 'Add a crop to it, or say --size and --crop.',
    });
  }
  const { height = size.height, width = size.width } = wanted;
  if (height === size.height && width === size.width) return { preprocessing, from, size };
  return refuse('shape', {
    rule: `the model takes images of ${height} × ${width}`,
    came: `preprocessing (${from}) gives ${size.height} × ${size.width}`,
    fix: 'Take the file that belongs to the model, or say --size.',
  });
}

async function found(
  model: string,
  options: PreprocessingOptions,
  wanted: Partial<Size>,
): Promise<Pick<FoundPreprocessing, 'preprocessing' | 'from'>> {
  if (options.file !== undefined) {
    return { preprocessing: await parsed(options.file), from: options.file };
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  if (given.length > 0) return fromOptions(options, wanted);
  for (const name of ['preprocessor_config.json', 'config.json']) {
    const file = join(dirname(model), name);
    const text = await readBytes(file).catch(() => undefined);
    if (text === undefined) continue;
    // The config.json of transformers says nothing of images.
    if (name === 'config.json' && !/"(pretrained_cfg|input_size)"/.test(text.toString('utf8'))) continue;
    return { preprocessing: await parsed(file), from: file };
  }
  return refuse('value', {
    rule: 'preprocessing must be known',
    came: `there is no preprocessor_config.json and no config.json of timm beside ${model}`,
    fix: 'Put it there, or say it: --size 224 --crop 0.9 --mean 0.5 --std 0.5 (CLIP and ImageNet models have other numbers).',
  });
}

async function parsed(file: string): Promise<Preprocessing> {
  try {
    return parsePreprocessing((await readBytes(file)).toString('utf8'));
  } catch (cause) {
    if (!(cause instanceof GgemError) || cause.code !== 'format') throw cause;
    throw new GgemError('format', `lab: ${file} cannot be used: ${cause.message}`, { cause });
  }
}

function fromOptions(
  { size, crop, resample = 'bicubic', mean, std }: PreprocessingOptions,
  wanted: Partial<Size>,
): Pick<FoundPreprocessing, 'preprocessing' | 'from'> {
  const missing = Object.entries({ crop, mean, std }).flatMap(([name, value]) =>
    value === undefined ? [`--${name}`] : [],
  );
  const [height, width] = [size ?? wanted.height, size ?? wanted.width];
  if (height === undefined || width === undefined) missing.unshift('--size');
  if (missing.length > 0) {
    refuse('value', {
      rule: 'preprocessing must be said as a whole',
      came: `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
      fix: 'For timm models crop is crop_pct; --crop 1 resizes and crops nothing off.',
    });
  }
  const colours = (list: readonly number[] = []): unknown => (list.length === 1 ? list[0] : list);
  const config = {
    input_size: [3, height, width],
    crop_pct: crop,
    interpolation: resample,
    mean: colours(mean),
    std: colours(std),
  };
  return { preprocessing: parsePreprocessing(config), from: 'the options' };
}
