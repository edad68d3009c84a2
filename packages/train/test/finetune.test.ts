import { type GgemError, readPoolingFiles, readSafetensors, tensorValues } from '@ggem/core';
import { tunedModel } from '@ggem/onnx/training';
import * as node from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import { describe, expect, it } from 'vitest';
import { type ChangeImage, type FinetuneOptions, finetune, sessionsOf } from '../src/index.ts';
import { smallLosses } from './smallLosses.ts';
import { images, model, task } from './smallTask.ts';

describe('fine-tuning', () => {
  it('learns, tells how far it is, and measures before and after on images held out', async () => {
    const told: string[] = [];
    const result = await finetune(model, {
      ...task,
      from: 'all',
      epochs: 8,
      validation: images(24, 100),
      onProgress: ({ stage, done, total }) => told.push(`${stage} ${done}/${total}`),
    });
    expect(result.step).toBe(48);
    expect(result.losses).toHaveLength(8);
    expect(result.losses.at(-1)!).toBeLessThan(0.8 * result.losses[0]!);
    expect(result.after!.accuracy).toBeGreaterThan(0.9);
    expect(result.before!.count).toBe(24);
    expect(told.at(-1)).toBe('train 48/48');
    // Each p moved, inside of its range.
    for (const p of result.parameters.p!) expect(p > 1 && p < 8 && p !== 3).toBe(true);
    expect(JSON.parse(result.pooling.json)).toMatchObject({
      channels: 12,
      spec: { type: 'ggem', prefixTokens: 1 },
    });
  });

  it('keeps parameters that are not trained as the spec says', async () => {
    const parts = [
      { type: 'gem', p: 2, trainable: false, prefixTokens: 1 },
      { type: 'gem', p: 5, prefixTokens: 1 },
    ] as const;
    const mixed = await finetune(model, { ...task, epochs: 1, pooling: { type: 'mix', parts } });
    const { parameters } = readPoolingFiles(mixed.pooling.json, mixed.pooling.safetensors);
    expect(Array.from(parameters['parts.0.p']!)).toEqual([2]);
    expect(Array.from(parameters.weights!)).toEqual([0.5, 0.5]);
    expect(mixed.parameters['parts.1.p']).not.toEqual([5]);
    expect(Array.from(parameters['parts.1.p']!)).toEqual(mixed.parameters['parts.1.p']);
    // The next training has a pooling of its own, and finds its p although the model notes the older one.
    const again = await finetune(mixed.model, { ...task, epochs: 1, tokens: 'tokens' });
    for (const p of again.parameters.p!) expect(p).not.toBe(3);
  });

  it('changes images by a function of the caller, each time in another way, and the same after a pause', async () => {
    const seen: number[] = [];
    const augment: ChangeImage = (image, next) => {
      seen.push(next());
      return image.map((value) => value + 0.1 * seen.at(-1)!);
    };
    const short = { ...task, from: 'all', epochs: 2, augment } as const;
    const whole = await finetune(model, short);
    expect(new Set(seen).size).toBe(2 * 48);
    let state: Uint8Array | undefined;
    const stop = new AbortController();
    await finetune(model, {
      ...{ ...short, signal: stop.signal },
      onProgress: ({ stage, done }) => {
        if (stage === 'train' && done === 8) stop.abort();
      },
      save: async (bytes) => {
        state = bytes;
      },
    });
    const rest = await finetune(model, { ...short, resume: state });
    expect(rest.model).toEqual(whole.model);
  });

  it('gives a model that scores as training did, in onnxruntime-node and -web', async () => {
    const { model: tuned } = await finetune(model, { ...task, epochs: 1 });
    const data = new Float32Array(2 * 192);
    for (const i of [0, 1]) data.set(await task.data.image(i), i * 192);
    const [a, b] = await Promise.all(
      [node, web].map(async ({ InferenceSession, Tensor }) => {
        const session = await InferenceSession.create(tuned);
        expect(session.inputNames).toEqual(['pixel_values']);
        const { logits } = await session.run({ pixel_values: new Tensor('float32', data, [2, 3, 8, 8]) });
        return logits!;
      }),
    );
    expect(a!.dims).toEqual([2, 3]);
    Array.from(a!.data as Float32Array).forEach((value, i) => {
      expect(b!.data[i]).toBeCloseTo(value, 5);
    });
  });

  it('gives the same weights, bit for bit, after a pause', async () => {
    const whole = await finetune(model, task);
    let state: Uint8Array | undefined;
    const stop = new AbortController();
    const first = await finetune(model, {
      ...task,
      signal: stop.signal,
      onProgress: ({ stage, done }) => {
        if (stage === 'train' && done === 9) stop.abort();
      },
      save: async (bytes) => {
        state = bytes;
      },
    });
    expect(first.step).toBe(9);
    const second = await finetune(model, { ...task, ...(state && { resume: state }) });
    expect(second.model).toEqual(whole.model);
    await expect(finetune(model, { ...task, seed: 1, ...(state && { resume: state }) })).rejects.toThrow(
      'finetune: resume must go on with the same seed, but it was 0 and is 1.',
    );
  });

  it('runs in two sessions with the same result as in one, to rounding', async () => {
    const [one, two] = [
      await finetune(model, { ...task, epochs: 1 }),
      await finetune(model, { ...task, epochs: 1, shards: 2 }),
    ];
    expect(two.losses[0]).toBeCloseTo(one.losses[0]!, 4);
  });

  it('runs in onnxruntime-web too', async () => {
    const short = { ...task, epochs: 2 };
    const [a, b] = [
      await finetune(model, short),
      await finetune(model, { ...short, session: sessionsOf(web) }),
    ];
    smallLosses.forEach((loss, epoch) => {
      expect(a.losses[epoch]).toBeCloseTo(loss, 4);
      expect(b.losses[epoch]).toBeCloseTo(loss, 4);
    });
  });

  it.each([['head'], [{ blocks: 2 }], [0], ['blocks.0/out']] as const)('starts at %j', async (from) => {
    const { losses } = await finetune(model, { ...task, from, epochs: 1 });
    expect(losses[0]).toBeLessThan(1.5);
  });

  it('names an image that gives no finite numbers, and keeps the steps before it', async () => {
    const saved: Uint8Array[] = [];
    const image = async (index: number) =>
      index === 7 ? new Float32Array(192).fill(Number.NaN) : task.data.image(index);
    const run = {
      ...task,
      data: { ...task.data, image },
      save: async (state: Uint8Array) => void saved.push(state),
    };
    await expect(finetune(model, run)).rejects.toThrow(
      'finetune: images must give finite numbers, but image 7 gives a NaN or an infinity. Leave it out.',
    );
    expect(saved).toHaveLength(1);
    const rest = await finetune(model, { ...task, resume: saved[0] });
    expect(rest.model).toEqual((await finetune(model, task)).model);
  });

  it('keeps the last good weights where the loss is not finite, and goes on from them with a lower rate', async () => {
    const saved: Uint8Array[] = [];
    const save = async (state: Uint8Array) => void saved.push(state);
    const losses: number[] = [];
    const steep = { ...task, from: 'all', rate: 1e20, warmUp: 0, save } as const;
    const onProgress: FinetuneOptions['onProgress'] = ({ stage, done }) => {
      if (stage === 'train') losses[done - 1] = done;
    };
    const failure = await finetune(model, { ...steep, onProgress }).catch((error: unknown) => error);
    expect((failure as GgemError).code).toBe('value');
    const [, step] =
      /^finetune: loss and gradients must be finite, but (?:the loss is \S+|the gradient of "\S+" has the length \S+) at step (\d+) of 24\. The state before the step that led there, after \d+ steps, is saved: go on from it \(resume\) with a rate below 100000000000000000000\.$/.exec(
        (failure as GgemError).message,
      )!;
    // The step that failed was not made, and the one before it, which led there, is taken back.
    expect(losses).toHaveLength(Number(step) - 1);
    const state = saved.at(-1)!;
    expect(readSafetensors(state).metadata.step).toBe(String(Number(step) - 2));
    for (const tensor of readSafetensors(state).tensors.values())
      expect(tensorValues(tensor).every((value) => Number.isFinite(value))).toBe(true);
    // With the same rate it fails in the same place; with a lower one it learns.
    await expect(finetune(model, { ...steep, resume: state })).rejects.toThrow(`at step ${step} of 24`);
    const rest = await finetune(model, { ...task, from: 'all', resume: state });
    expect(rest.step).toBe(24);
    expect(rest.losses.at(-1)!).toBeLessThan(1);
  });

  it('says that a state or a model is of no use where its first step fails', async () => {
    const weights = new Map([['norm.weight', { data: new Float32Array(12).fill(Number.NaN), dims: [12] }]]);
    const { bytes } = tunedModel(model, task, { weights, parameters: { p: [3, 3, 3] } });
    await expect(finetune(bytes, { ...task, tokens: 'tokens' })).rejects.toThrow(
      /at step 1 of 24\. No step was made yet: check the weights of the model\.$/,
    );
  });

  it('says before the first step that normSoftmax trains the head', async () => {
    const seen: unknown[] = [];
    const frozen = ['head.weight'];
    await expect(
      finetune(model, { ...task, loss: 'normSoftmax', frozen, onProgress: (one) => seen.push(one) }),
    ).rejects.toThrow('finetune: normSoftmax trains the head, so that it must not be frozen.');
    expect(seen).toEqual([]);
  });

  it('refuses shards for pairs, which are compared with all others of a batch', async () => {
    const data = { ...task.data, vectors: () => [1, 0, 0] };
    await expect(finetune(model, { ...task, data, loss: 'infoNce', shards: 2 })).rejects.toThrow(
      'finetune: shards must be 1 for infoNce, which compares all pairs of a batch, but 2 came. Leave shards out.',
    );
  });

  it('crops, mirrors and mixes images where they come in anew each time', async () => {
    const { losses } = await finetune(model, { ...task, epochs: 2, augment: { crop: 0.5, mixup: 0.2 } });
    expect(losses).toHaveLength(2);
    expect(losses[1]!).toBeLessThan(1.5);
  });

  it.each([
    ['normSoftmax', {}],
    [
      'infoNce',
      {
        vectors: (index: number) =>
          Float32Array.from([0, 1, 2], (i) => Number(i === index % 3) + 0.1 * Math.sin(index)),
      },
    ],
  ] as const)('lowers the loss %s', async (loss, more) => {
    const { losses } = await finetune(model, {
      ...task,
      from: 'all',
      loss,
      data: { ...task.data, ...more },
      temperature: 0.2,
    });
    expect(losses.at(-1)!).toBeLessThan(losses[0]!);
  });

  it('trains the temperature of pairs, no lower than 0.01, and goes on with it after a pause', async () => {
    const vectors = (index: number) => Float32Array.from([0, 1, 2], (i) => Number(i === index % 3));
    const pairs = {
      ...task,
      data: { ...task.data, labels: undefined, vectors },
      loss: 'infoNce' as const,
      rate: 0.02,
    };
    const whole = await finetune(model, { ...pairs, temperature: { start: 0.07 } });
    expect(whole.temperature).toBeGreaterThan(0.01);
    expect(Math.abs(whole.temperature! - 0.07)).toBeGreaterThan(0.001);
    let state: Uint8Array | undefined;
    const stop = new AbortController();
    const save = async (bytes: Uint8Array) => {
      state = bytes;
    };
    await finetune(model, {
      ...{ ...pairs, temperature: { start: 0.07 }, signal: stop.signal, save },
      onProgress: ({ stage, done }) => {
        if (stage === 'train' && done === 9) stop.abort();
      },
    });
    const second = await finetune(model, { ...pairs, temperature: { start: 0.07 }, resume: state });
    expect(second.temperature).toBe(whole.temperature);
    const steep = await finetune(model, { ...pairs, temperature: { start: 0.0101 }, rate: 0.5, epochs: 1 });
    expect(steep.temperature).toBeGreaterThanOrEqual(0.01 * (1 - 1e-6));
    expect((await finetune(model, { ...pairs, epochs: 1 })).temperature).toBeUndefined();
  });
});
