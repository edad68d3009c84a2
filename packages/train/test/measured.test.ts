import { addOutputs } from '@ggem/onnx';
import { tunedModel } from '@ggem/onnx/training';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { cacheTokens, finetune, memoryCache } from '../src/index.ts';
import { images, model, task } from './smallTask.ts';

const held = images(12, 100);

it('names the class of each image held out, and gives the features, as the new model does in onnxruntime', async () => {
  const tuned = await finetune(model, { ...task, epochs: 2, validation: held, features: true });
  const { head } = tunedModel(model, task);
  const session = await InferenceSession.create(addOutputs(tuned.model, [head.input]));
  const outputsOf = async (data: typeof held) => {
    const pixels = new Float32Array(data.count * 192);
    for (let i = 0; i < data.count; i++) pixels.set(await data.image(i), i * 192);
    return session.run({ pixel_values: new Tensor('float32', pixels, [data.count, 3, 8, 8]) });
  };
  const { logits, [head.input]: vectors } = await outputsOf(held);
  const scores = Array.from({ length: 12 }, (_, i) => [...logits!.data.slice(3 * i, 3 * i + 3)] as number[]);
  expect(tuned.after!.named).toEqual(scores.map((row) => row.indexOf(Math.max(...row))));
  const close = (data: ArrayLike<number>, like: ArrayLike<number>): void => {
    expect(data.length).toBe(like.length);
    Array.from(data, (value, i) => expect(value).toBeCloseTo(like[i]!, 4));
  };
  const { data, validation } = tuned.features!;
  expect([data.width, validation!.width]).toEqual([12, 12]);
  close(validation!.data, vectors!.data as Float32Array);
  close(data.data, (await outputsOf(task.data))[head.input]!.data as Float32Array);
});

it('finds the tokens that were computed before, and reads no image again', async () => {
  const kept = { data: memoryCache(), validation: memoryCache() };
  const options = {
    ...task,
    epochs: 1,
    validation: held,
    cache: (part: 'data' | 'validation') => kept[part],
  };
  await cacheTokens(model, options);
  const unread = { image: () => Promise.reject(new Error('an image was read')) };
  const [found, anew] = [
    await finetune(model, {
      ...options,
      data: { ...task.data, ...unread },
      validation: { ...held, ...unread },
      pooling: { type: 'mean' },
    }),
    await finetune(model, { ...task, epochs: 1, validation: held, pooling: { type: 'mean' } }),
  ];
  expect(found.model).toEqual(anew.model);
  expect(found.after).toEqual(anew.after);
});
