import { attributionMap, type NumbersInput, readNumbers } from '@ggem/core';
import { finite } from '../input/readMatrix.ts';
import { refuse } from '../input/refuse.ts';
import { checkChannels } from './checkChannels.ts';
import type { ImageMaps } from './imageMaps.ts';

/** Which maps. */
export interface MapOptions {
  /** `[height, width]` in patches; tokens before them (class token, registers) are dropped. */
  readonly grid: readonly [height: number, width: number];
  /** Which channels. */
  readonly channels: readonly number[];
}

/**
 * Activation maps (the paper's figure 2): the values of single channels, laid on the grid of patches.
 *
 * In: tokens `[images, tokens, channels]`. Out: `[images, channels asked for, height, width]`. Throws a `GgemError`: `shape` where
 * the grid does not fit, `value` for a channel that is not there and for numbers that are not finite.
 */
export function activationMaps(tokens: NumbersInput, { grid, channels }: MapOptions): ImageMaps {
  const operation = 'activationMaps';
  const { data, shape = [] } = readNumbers(operation, 'tokens', tokens, 'real', '[images, tokens, channels]');
  const [images = 0, count = 0, width = 0] = shape;
  if (shape.length !== 3 || images < 1 || count < 1 || width < 1) {
    refuse('shape', operation, {
      rule: 'tokens must have shape [images, tokens, channels]',
      came: `[${shape.join(', ')}]`,
      fix: 'Give { data, shape }.',
    });
  }
  checkChannels(operation, channels, width);
  const values = finite(operation, 'tokens', data, shape);
  const chosen = Float64Array.from({ length: images * count * channels.length }, (_, i) => {
    const [token, at] = [Math.floor(i / channels.length), i % channels.length];
    return values[token * width + channels[at]!]!;
  });
  const maps = attributionMap({ shape: [images, count, channels.length], data: chosen }, grid);
  return { shape: [images, channels.length, ...grid], data: maps };
}
