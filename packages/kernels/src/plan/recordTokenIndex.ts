import { GgemError } from '@ggem/core';
import type { Recorder } from '../graph/recorder.ts';
import { type RaggedShape, type TokenIndex, tokenIndexName } from '../graph/tokenIndex.ts';

/** Up to here float32 holds every whole number. */
const largestIndex = 2 ** 24;

/** Records the argument that says where the images lie. */
export function recordTokenIndex(recorder: Recorder, shape: RaggedShape): TokenIndex {
  const length = shape.images + 1 + 2 * shape.total;
  return { ...shape, array: recorder.array(tokenIndexName, [1, 1, length], ['channels']) };
}

/**
 * The values of that argument, as `TokenIndex` says. It is one array, since WebGPU grants a kernel eight. Padding tokens
 * belong to the first image. Throws a `GgemError` with code `shape` for more tokens than float32 can count, 2^24.
 */
export function tokenIndexOf(operation: string, offsets: ArrayLike<number>, total: number): Float32Array {
  if (total > largestIndex) {
    throw new GgemError(
      'shape',
      `${operation}: tokens must be at most ${largestIndex}, which float32 can count, but ${total} came. Pool fewer images at a time.`,
    );
  }
  const images = offsets.length - 1;
  const tokenIndex = new Float32Array(images + 1 + 2 * total);
  tokenIndex.set(Array.from(offsets));
  for (let image = 0; image < images; image++) {
    for (let at = offsets[image]!; at < offsets[image + 1]!; at++) {
      tokenIndex[images + 1 + at] = image;
      tokenIndex[images + 1 + total + at] = at - offsets[image]!;
    }
  }
  return tokenIndex;
}
