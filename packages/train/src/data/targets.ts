import { GgemError } from '@ggem/core';
import type { TrainingData } from './trainingData.ts';

/**
 * What a batch is to give, `[batch, classes]`: shares of the classes, 1 for its own; with smoothing `1 - s + s / classes`
 * for its own and `s / classes` for each other. With vectors, these.
 */
export function targets(
  { labels, vectors }: TrainingData,
  indices: ArrayLike<number>,
  classes: number,
  smoothing: number,
): Float32Array {
  const rows = new Float32Array(indices.length * classes).fill(vectors ? 0 : smoothing / classes);
  for (let row = 0; row < indices.length; row++) {
    const index = indices[row]!;
    if (vectors !== undefined) {
      const vector = vectors(index);
      if (vector.length !== classes) {
        throw new GgemError(
          'shape',
          `finetune: vectors must have ${classes} numbers, as the head gives, but ${vector.length} came for image ${index}.`,
        );
      }
      rows.set(vector, row * classes);
      continue;
    }
    const label = labels?.[index];
    if (label === undefined || !(label >= 0 && label < classes) || !Number.isInteger(label)) {
      throw new GgemError(
        'value',
        `finetune: labels must be whole numbers from 0 to ${classes - 1}, but ${label} came for image ${index}.`,
      );
    }
    rows[row * classes + label]! += 1 - smoothing;
  }
  return rows;
}
