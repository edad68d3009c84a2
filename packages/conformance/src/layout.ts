import type { DataFormat, Sides } from '@ggem/core';
import type { Shape } from './values.ts';

/** How the tokens of a case lie. */
export interface Layout {
  /** `[batch, tokens, channels]`, whatever the order in memory. */
  readonly shape: Shape;
  /** Present where the channels come before the tokens. */
  readonly dataFormat?: Extract<DataFormat, 'channelsFirst'>;
  /** Present where the tokens are those of an image, row by row, or of a volume, slice by slice. */
  readonly image?: Sides;
}

/** The shape of `x` and `dx`: three axes for tokens, four for an image, five for a volume. */
export function layoutShape({
  shape: [batch, tokens, channels],
  dataFormat,
  image,
}: Layout): readonly number[] {
  const pooled = image ?? [tokens];
  return dataFormat === 'channelsFirst' ? [batch, channels, ...pooled] : [batch, ...pooled, channels];
}

/** Tokens `[batch, tokens, channels]`, brought to the data format of the case. */
export function layOut(x: Float32Array, { shape, dataFormat }: Layout): Float32Array {
  const [batch, tokens, channels] = shape;
  return dataFormat === undefined ? x : Float32Array.from(swapped(x, [batch, tokens, channels]));
}

/** The way back, from the data format of the case to `[batch, tokens, channels]`. */
export function asTokens(x: ArrayLike<number>, { shape, dataFormat }: Layout): ArrayLike<number> {
  const [batch, tokens, channels] = shape;
  return dataFormat === undefined ? x : swapped(x, [batch, channels, tokens]);
}

/** Swaps the last two axes. */
function swapped(x: ArrayLike<number>, [batch, rows, columns]: Shape): Float64Array {
  return Float64Array.from({ length: batch * rows * columns }, (_, i) => {
    const [image, at] = [Math.floor(i / (rows * columns)), i % (rows * columns)];
    return x[image * rows * columns + (at % rows) * columns + Math.floor(at / rows)]!;
  });
}
