import type { Preprocessing, Resample } from './preprocessing.ts';
import { FieldReader, type Fields, objectOf } from './readFields.ts';

const resamples: Readonly<Record<string, Resample>> = {
  nearest: 'nearest',
  box: 'box',
  bilinear: 'bilinear',
  hamming: 'hamming',
  bicubic: 'bicubic',
  lanczos: 'lanczos',
};

/**
 * Reads timm's `config.json`, the fields of `pretrained_cfg` or the same at the top: `input_size`, `interpolation`, `crop_pct`,
 * `crop_mode` (`center`, where it is missing, or `squash`), `mean`, `std`.
 *
 * A square is resized by its shortest side to `⌊side / crop_pct⌋` and cut out of the middle, as timm's evaluation does. Throws a
 * `GgemError` with code `format` that names the field.
 */
export function fromTimm(config: Fields): Preprocessing {
  const read = new FieldReader('config.json', objectOf(config.pretrained_cfg) ?? config);
  const [height, width] = inputSize(read);
  const share = read.positive('crop_pct');
  const resample = read.resample('interpolation', resamples);
  const colours = { scale: 1 / 255, mean: read.colours('mean'), deviation: read.colours('std') };
  const scaled = { height: Math.floor(height / share), width: Math.floor(width / share) };
  const crop = { height, width, rounding: 'even' } as const;
  const mode = read.fields.crop_mode ?? 'center';
  if (mode === 'squash') return { resize: { to: 'exact', ...scaled, resample }, crop, ...colours };
  if (mode !== 'center') {
    return read.fail('crop_mode', 'must be center or squash', 'Prepare images yourself for any other.');
  }
  const resize =
    scaled.height === scaled.width
      ? ({ to: 'shortest', side: scaled.height, resample } as const)
      : ({ to: 'cover', ...scaled, resample } as const);
  return { resize, crop, ...colours };
}

function inputSize(read: FieldReader): readonly [height: number, width: number] {
  const size = read.fields.input_size;
  const isSize =
    Array.isArray(size) && size.length === 3 && size.every((one) => Number.isInteger(one) && one > 0);
  if (!isSize || size[0] !== 3) {
    return read.fail(
      'input_size',
      'must be [3, height, width]',
      'Models of other than three colours are not supported.',
    );
  }
  return [size[1], size[2]];
}
