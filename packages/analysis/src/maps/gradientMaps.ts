import {
  type ArrayOptions,
  attributionMap,
  type NumbersInput,
  outputChannels,
  type PoolingSpecInput,
  parseSpec,
  poolArrayGradient,
  readNumbers,
} from '@ggem/core';
import { refuse } from '../input/refuse.ts';
import type { MapOptions } from './activationMaps.ts';
import { checkChannels } from './checkChannels.ts';
import type { ImageMaps } from './imageMaps.ts';

/** Which maps, and what the pooling takes beside the tokens. */
export interface GradientMapOptions extends MapOptions, Omit<ArrayOptions, 'dataFormat'> {}

/**
 * Gradient maps (the paper's equation 5 and figure 3): `∂f_d / ∂x_id`, how much the pooled value of a channel rises with that
 * channel of each patch; for GeM `1/N · f_d^(1 - p) · x_id^(p - 1)`. Core's own gradient, with masks, weights and trained
 * parameters; it stays finite where the formula does not.
 *
 * In: tokens `[images, tokens, channels]`, and a pooling whose values are channels of the tokens. Out: `[images, channels asked
 * for, height, width]`. Throws a `GgemError` as `poolArrayGradient` does, and `value` for channels that are not there.
 */
export function gradientMaps(
  tokens: NumbersInput,
  spec: PoolingSpecInput,
  { grid, channels, ...options }: GradientMapOptions,
): ImageMaps {
  const operation = 'gradientMaps';
  const { shape = [] } = readNumbers(operation, 'tokens', tokens, 'real', '[images, tokens, channels]');
  const [images = 0, count = 0, width = 0] = shape;
  if (shape.length !== 3) {
    refuse('shape', operation, {
      rule: 'tokens must have shape [images, tokens, channels]',
      came: `[${shape.join(', ')}]`,
      fix: 'Give { data, shape }.',
    });
  }
  const pooled = outputChannels(parseSpec(spec), width);
  if (pooled !== width) {
    refuse('value', operation, {
      rule: `the pooling must give a value for each of ${width} channels`,
      came: `${pooled}`,
      fix: 'Look at its parts one by one.',
    });
  }
  checkChannels(operation, channels, width);
  const chosen = new Float64Array(images * count * channels.length);
  channels.forEach((channel, at) => {
    const dy = Float64Array.from({ length: images * width }, (_, i) => Number(i % width === channel));
    const gradient = poolArrayGradient(tokens, spec, { data: dy, shape: [images, width] }, options);
    for (let token = 0; token < images * count; token++) {
      chosen[token * channels.length + at] = gradient.tokens[token * width + channel]!;
    }
  });
  const maps = attributionMap({ shape: [images, count, channels.length], data: chosen }, grid);
  return { shape: [images, channels.length, ...grid], data: maps };
}
