import type { TrainingModels } from '@ggem/onnx/training';
import type { HostTensor } from '../session/session.ts';
import type { SessionPool } from './sessionPool.ts';
import { chunks, type TokenSource } from './tokenSource.ts';

/** What the model gives for an image. */
export interface Evaluated {
  readonly index: number;
  /** Of the classes; for pairs the vector of the image. */
  readonly scores: Float32Array;
  /** What the head reads. */
  readonly features: Float32Array;
}

/** Scores and features of images with the weights as they are, told one by one. */
export async function evaluate(
  { from, fromShape, answers, start }: TrainingModels,
  pool: SessionPool,
  source: TokenSource,
  weights: Readonly<Record<string, HostTensor>>,
  indices: readonly number[],
  shards: number,
  tell: (one: Evaluated) => void,
): Promise<void> {
  const [batch = 1] = fromShape;
  for (const group of chunks(chunks(indices, batch), shards)) {
    const tokens = await Promise.all(group.map((part) => source.tokens(part)));
    const results = await pool.run(
      'evaluate',
      tokens.map((data) => ({ ...weights, [from]: { data, dims: fromShape } })),
    );
    group.forEach((part, i) => {
      const [all, features] = [results[i]![answers]!, results[i]![start.head.input]!];
      const row = ({ data }: HostTensor, at: number) =>
        data.subarray((at * data.length) / batch, ((at + 1) * data.length) / batch);
      part.forEach((index, at) => {
        tell({ index, scores: row(all, at), features: row(features, at) });
      });
    });
  }
}

/** The place of the largest number. */
export function largest(scores: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i]! > scores[best]!) best = i;
  return best;
}
