import * as node from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { type FinetuneOptions, finetune, textEncoder } from '../src/index.ts';
import { images, model, task } from './smallTask.ts';

/** The same three words in three orders say the three classes, with a word before them or without one. */
const orders = [
  [1, 2, 3],
  [3, 2, 1],
  [2, 1, 3],
] as const;
const textsOf = (index: number): readonly (readonly number[])[] => {
  const order = orders[index % 3]!;
  return [
    [...order, 0],
    [4, ...order],
  ];
};
const text = textEncoder({ words: 5, tokens: 4, width: 12, depth: 1, heads: 3, out: 6 });
const { labels: _, ...unlabelled } = images(48);
const pairs = {
  ...task,
  ...{ classes: 6, from: 'all', loss: 'infoNce', temperature: { start: 0.1 }, text },
  data: { ...unlabelled, texts: textsOf },
} as const satisfies FinetuneOptions;

async function vectorsOf(
  bytes: Uint8Array,
  ids: readonly (readonly number[])[],
  { InferenceSession, Tensor } = node,
) {
  const session = await InferenceSession.create(bytes);
  const data = BigInt64Array.from(ids.flat(), BigInt);
  const { text_embeds: found } = await session.run({ input_ids: new Tensor('int64', data, [ids.length, 4]) });
  return found!.data as Float32Array;
}

const cosine = (a: Float32Array, b: Float32Array): number => {
  const dot = (x: Float32Array, y: Float32Array): number =>
    x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

describe('a text encoder that is trained with the images', () => {
  it('tells the order of words, in vectors that images of their class come near to', async () => {
    const held = images(24, 100);
    const { labels: own, ...validation } = held;
    const tuned = await finetune(model, { ...pairs, epochs: 12, validation, features: true });
    expect(tuned.losses.at(-1)!).toBeLessThan(tuned.losses[0]! - 0.5);
    expect([tuned.before, tuned.after]).toEqual([undefined, undefined]);
    const known = await vectorsOf(
      tuned.text!,
      orders.map((order) => [...order, 0]),
    );
    const row = (data: Float32Array, i: number): Float32Array => data.subarray(6 * i, 6 * i + 6);
    const { width, data } = tuned.features!.validation!;
    expect([width, data.length]).toEqual([6, 144]);
    const right = Array.from({ length: 24 }, (_, i) => {
      const near = orders.map((_, k) => cosine(row(data, i), row(known, k)));
      return near.indexOf(Math.max(...near)) === own![i];
    }).filter(Boolean);
    expect(right.length).toBeGreaterThan(21);

    // The vectors are those of the model that comes out.
    const session = await node.InferenceSession.create(tuned.model);
    const image = new node.Tensor('float32', await held.image(5), [1, 3, 8, 8]);
    const { logits } = await session.run({ pixel_values: image });
    expect(cosine(logits!.data as Float32Array, row(data, 5))).toBeCloseTo(1, 5);
    const again = await vectorsOf(tuned.text!, [[1, 2, 3, 0]], web as never);
    expect(cosine(again, row(known, 0))).toBeCloseTo(1, 5);
  });

  it('goes on after a pause to the same weights of both sides, bit for bit', async () => {
    const whole = await finetune(model, pairs);
    let state: Uint8Array | undefined;
    const stop = new AbortController();
    const first = await finetune(model, {
      ...{ ...pairs, signal: stop.signal },
      onProgress: ({ stage, done }) => {
        if (stage === 'train' && done === 9) stop.abort();
      },
      save: async (bytes) => {
        state = bytes;
      },
    });
    expect(first.step).toBe(9);
    const second = await finetune(model, { ...pairs, resume: state });
    expect(second.text).toEqual(whole.text);
    expect(second.model).toEqual(whole.model);
    expect(second.text).not.toEqual(text);
    const other = textEncoder({ words: 6, tokens: 4, width: 12, depth: 1, heads: 3, out: 6 });
    await expect(finetune(model, { ...pairs, text: other, resume: state })).rejects.toThrow(
      'finetune: resume must be a state of this model, but weight/training/text/embeddings_1/values is missing or has another size. Start anew.',
    );
  });

  it('draws another text of an image in another epoch', async () => {
    const drawn = await finetune(model, { ...pairs, epochs: 1 });
    const first = { ...pairs.data, texts: (index: number) => textsOf(index).slice(0, 1) };
    const fixed = await finetune(model, { ...pairs, data: first, epochs: 1 });
    expect(drawn.text).not.toEqual(fixed.text);
    expect(textEncoder({ words: 5, tokens: 4, width: 12, depth: 1, heads: 3, out: 6, seed: 1 })).not.toEqual(
      text,
    );
  });

  it.each([
    [
      { data: unlabelled, text: undefined },
      'data must have vectors for infoNce, but it has none. Give them, or a text model and data.texts.',
    ],
    [
      { data: unlabelled },
      'data must have texts for a text model, but it has none. Give the token ids of each image.',
    ],
    [
      { augment: { mixup: 0.2 } },
      'mixup must be 0 with a text model, since texts cannot be mixed, but 0.2 came. Leave it out.',
    ],
    [{ data: { ...unlabelled, texts: () => [] } }, 'texts must be one or more, but image'],
    [
      { data: { ...unlabelled, texts: () => [[1, 2]] } },
      'texts must have the 4 ids that the text model takes, but 2 came for image',
    ],
    [
      { data: { ...unlabelled, texts: () => [[1, 2, 5, 0]] } },
      'ids must be whole numbers from 0 to 4, but 5 came for image',
    ],
  ])('refuses what does not fit: %#', async (more, sentence) => {
    await expect(finetune(model, { ...pairs, ...more })).rejects.toThrow(`finetune: ${sentence}`);
  });
});
