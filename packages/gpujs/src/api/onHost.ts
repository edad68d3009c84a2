import type { InputShape } from '../input/inputShape.ts';
import type { NestedArray } from '../input/kernelInput.ts';

type Rows = readonly (readonly Float32Array[])[];

/** A result shaped like tokens as they came: gpu.js gives three axes, an image has four. */
export function likeTokens(value: unknown, { isImage, layout, given }: InputShape): NestedArray {
  if (!isImage) return value as NestedArray;
  if (layout === 'channelsFirst') {
    const [, height, width] = given as readonly [number, number, number];
    const cut = (plane: Float32Array) =>
      Array.from({ length: height }, (_, row) => plane.subarray(row * width, (row + 1) * width));
    return (value as Rows).map((planes) => planes.map(cut));
  }
  const [height, width] = given as readonly [number, number];
  return (value as Rows).map((tokens) =>
    Array.from({ length: height }, (_, row) => tokens.slice(row * width, (row + 1) * width)),
  );
}

/** What was pooled from an image, with an axis for its height and one for its width. */
export function withKeptAxes(value: unknown, { isImage, layout }: InputShape): NestedArray {
  if (!isImage) return value as NestedArray;
  if (layout === 'channelsFirst') return (value as Rows).map((planes) => planes.map((plane) => [plane]));
  return (value as Rows).map((tokens) => [tokens]);
}
