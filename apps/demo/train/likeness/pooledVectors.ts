import { pool } from '@ggem/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Classifier } from '../../src/model/classifier.ts';
import type { HeadName } from '../../src/model/heads.ts';
import { IMAGE_SIZE } from '../mnist.ts';

const BATCH = 250;

/** The pooled vectors of images, one after the other, a head each. */
export type PooledVectors = ReadonlyMap<HeadName, Float32Array>;

/** In: ink 0..1 of images `[count, 28, 28]`. Out: `[count, channels]`, a head each. */
export function pooledVectors(classifier: Classifier, images: Float32Array): PooledVectors {
  const pixels = IMAGE_SIZE * IMAGE_SIZE;
  const count = images.length / pixels;
  const { channels } = classifier.config;
  const vectors = new Map<HeadName, Float32Array>();
  for (const head of classifier.heads) {
    const parameters = head.p === undefined ? {} : { p: tf.tensor1d(head.p) };
    const own = new Float32Array(count * channels);
    for (let from = 0; from < count; from += BATCH) {
      const to = Math.min(from + BATCH, count);
      const pooled = tf.tidy(() => {
        const input = tf.tensor4d(images.subarray(from * pixels, to * pixels), [
          to - from,
          IMAGE_SIZE,
          IMAGE_SIZE,
          1,
        ]);
        return pool(classifier.tokens(head, input), head.spec, { parameters }).dataSync();
      });
      own.set(pooled, from * channels);
    }
    vectors.set(head.name, own);
  }
  return vectors;
}

/** The vectors of one image. */
export function vectorsOfImage(all: PooledVectors, image: number, channels: number): PooledVectors {
  return new Map(
    [...all].map(([name, own]) => [name, own.subarray(image * channels, (image + 1) * channels)]),
  );
}
