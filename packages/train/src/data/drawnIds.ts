import { GgemError } from '@ggem/core';
import type { TrainedText } from '@ggem/onnx/training';
import type { Random } from '../optimise/random.ts';
import type { TrainingData } from './trainingData.ts';

/**
 * Token ids of one text of each image, `[batch, tokens]`; `next` draws for an image. Throws a `GgemError`: `shape` for texts of another
 * length, `value` for an image without a text and for ids that are no words.
 */
export function drawnIds(
  { texts }: TrainingData,
  indices: readonly number[],
  { idsShape: [, tokens], words }: Pick<TrainedText, 'idsShape' | 'words'>,
  next: (index: number) => Random,
): Float32Array {
  const rows = new Float32Array(indices.length * tokens);
  for (const [row, index] of indices.entries()) {
    const all = texts?.(index) ?? [];
    const ids = all[Math.floor(next(index)() * all.length)];
    if (ids === undefined)
      throw new GgemError(
        'value',
        `finetune: texts must be one or more, but image ${index} has none. Leave it out.`,
      );
    if (ids.length !== tokens) {
      throw new GgemError(
        'shape',
        `finetune: texts must have the ${tokens} ids that the text model takes, but ${ids.length} came for image ${index}. Fill them up with 0, or cut them.`,
      );
    }
    const wrong = Array.from(ids).find((id) => !(Number.isInteger(id) && id >= 0 && id < words));
    if (wrong !== undefined) {
      throw new GgemError(
        'value',
        `finetune: ids must be whole numbers from 0 to ${words - 1}, but ${wrong} came for image ${index}.`,
      );
    }
    rows.set(ids, row * tokens);
  }
  return rows;
}
