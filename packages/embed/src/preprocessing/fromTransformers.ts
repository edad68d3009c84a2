import type { Preprocessing, Resample, ResizeTo, Size } from './preprocessing.ts';
import { FieldReader, type Fields, objectOf } from './readFields.ts';

const file = 'preprocessor_config.json';

/** Numbers of `PIL.Image.Resampling`, as transformers writes them. */
const resamples: Readonly<Record<number, Resample>> = {
  0: 'nearest',
  1: 'lanczos',
  2: 'bilinear',
  3: 'bicubic',
  4: 'box',
  5: 'hamming',
};

/** Processors that read a single number for `size` as the shortest side; the others read it as a square. */
const byShortest =
  /^(CLIP|ChineseCLIP|Bit|ConvNext|LeViT|Levit|PoolFormer|MobileNetV1|MobileNetV2|EfficientFormer)/;

/** Steps of some processors that this package does not have. */
const unsupported = [
  'do_pad',
  'do_thumbnail',
  'do_align_long_axis',
  'do_flip_channel_order',
  'do_crop_margin',
  'do_image_splitting',
  'rescale_offset',
  'size_divisor',
];

/**
 * Reads a `preprocessor_config.json` of transformers or transformers.js: `do_resize`, `size`, `resample`, `do_center_crop`,
 * `crop_size`, `crop_pct` (ConvNext), `do_rescale`, `rescale_factor`, `do_normalize`, `image_mean`, `image_std`. Steps that are
 * not mentioned are done, cropping only where it is mentioned; what a step needs must be there. Throws a `GgemError` with code
 * `format` that names the field.
 */
export function fromTransformers(config: Fields): Preprocessing {
  const read = new FieldReader(file, config);
  read.refuse(unsupported);
  const scale = read.flag('do_rescale', { otherwise: true })
    ? config.rescale_factor === undefined
      ? 1 / 255
      : read.positive('rescale_factor')
    : 1;
  const normalizes = read.flag('do_normalize', { otherwise: true });
  const colours = {
    scale,
    mean: normalizes ? read.colours('image_mean') : ([0, 0, 0] as const),
    deviation: normalizes ? read.colours('image_std') : ([1, 1, 1] as const),
  };
  if (config.crop_pct !== undefined && config.crop_pct !== null)
    return { ...withCropShare(read), ...colours };
  const crops = read.flag('do_center_crop', {
    otherwise: config.crop_size !== undefined && config.do_center_crop !== false,
  });
  const resize = read.flag('do_resize', { otherwise: true })
    ? { ...sizeOf(read, crops), resample: read.resample('resample', resamples) }
    : undefined;
  const crop = crops ? { ...squareOf(read, 'crop_size'), rounding: 'down' as const } : undefined;
  return { resize, crop, ...colours };
}

/** ConvNext: small images are resized to `size / crop_pct` and cropped, large ones resized as they are. */
function withCropShare(read: FieldReader): Pick<Preprocessing, 'resize' | 'crop'> {
  const share = read.positive('crop_pct');
  const size = read.fields.size;
  const side = new FieldReader(file, objectOf(size) ?? { shortest_edge: size }).positive('shortest_edge');
  const resample = read.resample('resample', resamples);
  const square = { height: side, width: side };
  if (side >= 384) return { resize: { to: 'exact', ...square, resample }, crop: undefined };
  return {
    resize: { to: 'shortest', side: Math.floor(side / share), resample },
    crop: { ...square, rounding: 'down' },
  };
}

function sizeOf(read: FieldReader, crops: boolean): ResizeTo {
  const { size } = read.fields;
  if (typeof size === 'number') {
    const side = read.positive('size');
    const processor = String(read.fields.image_processor_type ?? read.fields.feature_extractor_type ?? '');
    if (byShortest.test(processor)) return { to: 'shortest', side };
    if (processor === '' && crops) {
      return read.fail(
        'size',
        'must be { height, width } or { shortest_edge } where the processor has no name',
        'Say which.',
      );
    }
    return { to: 'exact', height: side, width: side };
  }
  const own = objectOf(size);
  if (own === undefined)
    return read.fail('size', 'must be there', 'Give { height, width } or { shortest_edge }.');
  const inside = new FieldReader(`${file}: size`, own);
  inside.refuse(['longest_edge', 'max_height', 'max_width']);
  if (own.shortest_edge !== undefined) return { to: 'shortest', side: inside.positive('shortest_edge') };
  return { to: 'exact', height: inside.positive('height'), width: inside.positive('width') };
}

function squareOf(read: FieldReader, name: string): Size {
  const own = objectOf(read.fields[name]);
  if (own === undefined) {
    const side = read.positive(name);
    return { height: side, width: side };
  }
  const inside = new FieldReader(`${file}: ${name}`, own);
  return { height: inside.positive('height'), width: inside.positive('width') };
}
