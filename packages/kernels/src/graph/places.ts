import { GgemError } from '@ggem/core';
import type { Expression } from './expression.ts';
import type { Recorder } from './recorder.ts';

/** How a ragged batch is laid out, as far as kernels depend on it: what may be longer than needed is. */
export interface RaggedShape {
  readonly images: number;
  /** Tokens of the longest image. */
  readonly longest: number;
  /** Tokens of all. */
  readonly total: number;
}

/** Offsets as kernels take them. */
export interface Places extends RaggedShape {
  /** `[1, 1, images + 1 + 2 total]`: where images begin, then for each token its image, then its place in it. */
  readonly array: Expression;
}

/** The argument of kernels that says where the images lie. */
export const placesName = 'places';

/** Largest whole number up to which float32 has all. */
const largestIndex = 2 ** 24;

/** Records that argument. */
export function recordPlaces(recorder: Recorder, shape: RaggedShape): Places {
  const length = shape.images + 1 + 2 * shape.total;
  return { ...shape, array: recorder.array(placesName, [1, 1, length], ['channels']) };
}

/** Its values: one array, since WebGPU grants a kernel eight. Tokens beyond the last image are the first one's. */
export function placesOf(operation: string, offsets: ArrayLike<number>, total: number): Float32Array {
  if (total > largestIndex) {
    throw new GgemError(
      'shape',
      `${operation}: tokens must be at most ${largestIndex}, which float32 can count, but ${total} came. Pool fewer images at a time.`,
    );
  }
  const images = offsets.length - 1;
  const places = new Float32Array(images + 1 + 2 * total);
  places.set(Array.from(offsets));
  for (let image = 0; image < images; image++) {
    for (let at = offsets[image]!; at < offsets[image + 1]!; at++) {
      places[images + 1 + at] = image;
      places[images + 1 + total + at] = at - offsets[image]!;
    }
  }
  return places;
}
