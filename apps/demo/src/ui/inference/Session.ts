import * as tf from '@tensorflow/tfjs';
import type { Classifier, Head } from '../../model/classifier.ts';
import type { HeadName } from '../../model/heads.ts';
import { type Likeness, strangeness } from '../../model/likeness.ts';
import { breather } from './breather.ts';
import { poolLearned, readHead } from './readHead.ts';
import type { Readings } from './reading.ts';

/** The five networks on one backend, with the tokens of the last drawing. */
export class Session {
  readonly heads: readonly Head[];
  readonly channels: number;
  readonly #classifier: Classifier;
  readonly #likeness: Likeness;
  #looksLikeDigit = true;
  #image: Float32Array | undefined;
  #tokens = new Map<HeadName, tf.Tensor3D>();

  constructor(classifier: Classifier, likeness: Likeness) {
    this.#classifier = classifier;
    this.#likeness = likeness;
    this.heads = classifier.heads;
    this.channels = classifier.config.channels;
  }

  /** The answer of each head to a 28 × 28 image. If `p` is given, it replaces every learned p. */
  async read(image: Float32Array, p: number | undefined): Promise<Readings> {
    // A new p only pools the same tokens again; the transformers run only for a new drawing.
    if (image !== this.#image) await this.#runTransformers(image);
    const groups = this.groupCount;
    // All heads start at once, so that the delay of a graphics card counts only once.
    const readings = this.heads.map(async (head) => {
      const tokens = this.#tokens.get(head.name)!;
      return [head.name, await readHead(this.#classifier, head, tokens, groups, p)] as const;
    });
    return { looksLikeDigit: this.#looksLikeDigit, heads: new Map(await Promise.all(readings)) };
  }

  /** How many channel groups the heat maps can show: the largest number of groups of a pooling. */
  get groupCount(): number {
    return Math.max(...this.heads.map(({ p }) => p?.length ?? 1));
  }

  dispose(): void {
    this.#forget();
    this.#classifier.dispose();
  }

  async #runTransformers(image: Float32Array): Promise<void> {
    this.#forget();
    const input = tf.tensor4d(image, [1, 28, 28, 1]);
    const breathe = breather();
    try {
      for (const head of this.heads) {
        await breathe();
        this.#tokens.set(head.name, this.#classifier.tokens(head, input));
      }
    } finally {
      input.dispose();
    }
    // By the learned p, wherever the slider stands: what was drawn is a digit or is none.
    const pooled = this.heads.map(
      async (head) => [head.name, await poolLearned(head, this.#tokens.get(head.name)!)] as const,
    );
    const strange = strangeness(this.#likeness, new Map(await Promise.all(pooled)));
    this.#looksLikeDigit = strange <= this.#likeness.threshold;
    this.#image = image;
  }

  #forget(): void {
    this.#image = undefined;
    for (const tokens of this.#tokens.values()) tokens.dispose();
    this.#tokens.clear();
  }
}
