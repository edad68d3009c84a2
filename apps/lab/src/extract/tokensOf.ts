import { type DataFormat, GgemError } from '@ggem/core';
import type { Embeddings } from '@ggem/embed';
import type { RunShape } from '../read/tokenGrid.ts';

/** The tokens of one image, `[tokens, channels]`. */
export interface ImageTokens extends RunShape {
  readonly data: Float32Array;
}

/** Lays out what a model gave for one image as `[tokens, channels]`; a feature map becomes a token for each position. */
export function tokensOf(
  { data, shape }: Pick<Embeddings, 'data' | 'shape'>,
  dataFormat: DataFormat,
): ImageTokens {
  const axes = shape.slice(1);
  if (axes.length !== 2 && axes.length !== 3) {
    throw new GgemError(
      'shape',
      `lab: tokens must be [batch, tokens, channels] or a feature map, but the model gives [${shape.join(', ')}]. Choose another value: --tokens NAME.`,
    );
  }
  const isFirst = dataFormat === 'channelsFirst';
  const channels = (isFirst ? axes[0] : axes.at(-1)) ?? 0;
  const sides = isFirst ? axes.slice(1) : axes.slice(0, -1);
  const tokens = sides.reduce((product, side) => product * side, 1);
  const [height = 0, width] = sides;
  return {
    tokens,
    channels,
    ...(width !== undefined && { map: [height, width] as const }),
    data: isFirst ? transposed(data, channels, tokens) : data,
  };
}

function transposed(data: Float32Array, channels: number, tokens: number): Float32Array {
  const turned = new Float32Array(data.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let token = 0; token < tokens; token++)
      turned[token * channels + channel] = data[channel * tokens + token]!;
  }
  return turned;
}
