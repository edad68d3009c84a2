import type { DataFormat } from '@ggem/core';
import type { InputShape } from '@ggem/kernels';
import type { NestedArray } from '../input/kernelInput.ts';

type Row = Float32Array | readonly Row[];
type Rows = readonly (readonly Float32Array[])[];

/** A result in the axes of the tokens as they came: gpu.js gives three axes, an image has four and a volume five. */
export function likeTokens(value: unknown, { dataFormat, positions }: InputShape): NestedArray {
  return split(value as Rows, dataFormat, positions);
}

/** What was pooled, with an axis of length 1 for each side of an image or a volume. */
export function withKeptAxes(value: unknown, { dataFormat, positions }: InputShape): NestedArray {
  return split(
    value as Rows,
    dataFormat,
    positions.map(() => 1),
  );
}

/** Splits the axis of tokens into the sides of an image or a volume. With channels first, it is the last axis. */
function split(images: Rows, dataFormat: DataFormat, sides: readonly number[]): NestedArray {
  const cut = (tokens: Row): Row => cutUp(tokens, sides);
  return images.map((image) => (dataFormat === 'channelsFirst' ? image.map(cut) : cut(image)));
}

/** Splits a list of tokens into arrays in arrays, by the lengths of the sides. */
function cutUp(tokens: Row, [side, ...inner]: readonly number[]): Row {
  if (inner.length === 0) return tokens;
  const size = inner.reduce((product, length) => product * length, 1);
  return Array.from({ length: side! }, (_, i) => {
    const [from, to] = [i * size, (i + 1) * size];
    return cutUp(tokens instanceof Float32Array ? tokens.subarray(from, to) : tokens.slice(from, to), inner);
  });
}
