import { readFile } from 'node:fs/promises';
import { finalSize, type Preprocessing, parsePreprocessing, type Size } from '@ggem/embed';
import { fileError } from '../node/fileError.ts';
import type { Values } from './options.ts';
import { UsageError } from './usageError.ts';

/** What the file of `--preprocessing` says, if one is given. */
export async function readPreprocessing({ preprocessing: path }: Values): Promise<Preprocessing | undefined> {
  if (path === undefined) return undefined;
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError('read', path, error);
  });
  return parsePreprocessing(text);
}

/** How images become numbers: as the file says, or as timm does it with the numbers of the options. */
export function preprocessingOf(values: Values, file: Preprocessing | undefined, size: Size): Preprocessing {
  const { crop, mean, std } = values;
  if (file === undefined) {
    if (crop !== undefined && !(crop > 0 && crop <= 1))
      throw new UsageError(`ggem-train: --crop must be above 0 and at most 1, but ${crop} came.`);
    for (const [name, numbers] of Object.entries({ mean, std })) {
      if (numbers !== undefined && numbers.length !== 3)
        throw new UsageError(`ggem-train: --${name} must be three numbers, but ${numbers.length} came.`);
    }
    return parsePreprocessing({
      ...{ input_size: [3, size.height, size.width], interpolation: 'bicubic', crop_pct: crop ?? 0.9 },
      ...{ mean: mean ?? [0.5, 0.5, 0.5], std: std ?? [0.5, 0.5, 0.5] },
    });
  }
  if ((crop ?? mean ?? std) !== undefined)
    throw new UsageError('ggem-train: --preprocessing says it all, but --crop, --mean or --std came too.');
  const { height, width } = finalSize(file) ?? {};
  if (height === size.height && width === size.width) return file;
  const came = height === undefined ? 'images of any size' : `${height} × ${width}`;
  throw new UsageError(
    `ggem-train: --preprocessing must give images of ${size.height} × ${size.width}, as the model takes them, but it gives ${came}.`,
  );
}
