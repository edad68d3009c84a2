import { pool } from '@ggem/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Classifier, Head } from '../src/model/classifier.ts';
import { countCorrect } from './countCorrect.ts';
import { type Dataset, IMAGE_SIZE, ink } from './mnist.ts';

const BATCH = 250;

/** Share of the images that one head of a classifier gets right, by the path that the page takes. */
export function measureAccuracy(classifier: Classifier, head: Head, data: Dataset): number {
  let correct = 0;
  for (let from = 0; from < data.count; from += BATCH) {
    const to = Math.min(from + BATCH, data.count);
    const logits = tf.tidy(() => {
      const images = tf.tensor4d(ink(data, from, to), [to - from, IMAGE_SIZE, IMAGE_SIZE, 1]);
      const tokens = classifier.tokens(head, images);
      const parameters = head.p === undefined ? {} : { p: tf.tensor1d(head.p) };
      return classifier.logits(head, pool(tokens, head.spec, { parameters })).dataSync();
    });
    correct += countCorrect(logits, data.labels.subarray(from, to));
  }
  return correct / data.count;
}
