import { GgemError } from '@ggem/core';
import type { TrainingModels } from '@ggem/onnx/training';
import { type Augmentation, augment, type ChangeImage } from '../data/augment.ts';
import type { TokenCache } from '../data/tokenCache.ts';
import type { TrainingData } from '../data/trainingData.ts';
import type { Random } from '../optimise/random.ts';
import { type Progress, pace } from './progress.ts';
import type { SessionPool } from './sessionPool.ts';

/** Gives the trained part of a model what it reads. */
export interface TokenSource {
  /** Computes and keeps the tokens of all images. */
  readonly fill: (
    shards: number,
    report: (progress: Progress) => void,
    signal?: AbortSignal,
  ) => Promise<void>;
  /** The tokens of images, as many as a session takes. */
  readonly tokens: (indices: ArrayLike<number>) => Promise<Float32Array>;
  /** The images themselves, changed at random. */
  readonly changed: (
    indices: ArrayLike<number>,
    how: Augmentation | ChangeImage,
    next: (index: number) => Random,
  ) => Promise<Float32Array>;
  /** The frozen part on images. */
  readonly throughFront: (images: readonly Float32Array[]) => Promise<readonly Float32Array[]>;
}

const sizeOf = (dims: readonly number[]): number => dims.reduce((n, m) => n * m, 1);

/** The tokens of a set of images. */
export function tokenSource(
  models: TrainingModels,
  data: TrainingData,
  cache: TokenCache,
  pool: SessionPool,
): TokenSource {
  const { input, inputShape, from, fromShape, front } = models;
  const [batch = 1, ...image] = inputShape;
  const pixels = sizeOf(image);
  const floats = sizeOf(fromShape) / batch;

  const load = async (index: number): Promise<Float32Array> => {
    const found = await data.image(index);
    if (found.length === pixels) return found;
    throw new GgemError(
      'shape',
      `finetune: image ${index} must have ${pixels} numbers, [${image.join(', ')}], but ${found.length} came.`,
    );
  };
  const images = async (indices: ArrayLike<number>): Promise<Float32Array> => {
    const all = new Float32Array(batch * pixels);
    await Promise.all(Array.from(indices, async (index, row) => all.set(await load(index), row * pixels)));
    return all;
  };
  const throughFront: TokenSource['throughFront'] = async (parts) => {
    if (front === undefined) return parts;
    const results = await pool.run(
      'front',
      parts.map((part) => ({ [input]: { data: part, dims: inputShape } })),
    );
    return results.map((result) => result[from]!.data);
  };
  return {
    throughFront,
    fill: async (shards, report, signal) => {
      if (front === undefined) return;
      const missing = Array.from({ length: data.count }, (_, i) => i).filter((i) => !cache.has(i));
      const measure = pace(missing.length, 0, 1);
      for (let at = 0; at < missing.length && !signal?.aborted; at += shards * batch) {
        const parts = chunks(missing.slice(at, at + shards * batch), batch);
        const found = await throughFront(await Promise.all(parts.map(images)));
        for (const [i, part] of parts.entries()) {
          for (const [row, index] of part.entries()) {
            await cache.write(index, found[i]!.subarray(row * floats, (row + 1) * floats));
          }
        }
        const done = Math.min(at + shards * batch, missing.length);
        report({ stage: 'tokens', ...measure(done) });
      }
    },
    tokens: async (indices) => {
      if (front === undefined) return images(indices);
      const all = new Float32Array(batch * floats);
      await Promise.all(
        Array.from(indices, (index, row) =>
          cache.read(index, all.subarray(row * floats, (row + 1) * floats)),
        ),
      );
      return all;
    },
    changed: async (indices, how, next) => {
      const all = new Float32Array(batch * pixels);
      const shape = image as unknown as readonly [number, number, number];
      await Promise.all(
        Array.from(indices, async (index, row) => {
          const [image, draws] = [await load(index), next(index)];
          all.set(
            typeof how === 'function' ? how(image, draws) : augment(image, shape, how, draws),
            row * pixels,
          );
        }),
      );
      return all;
    },
  };
}

/** A list in pieces of at most so many. */
export function chunks<T>(list: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}
