import {
  type PoolingSpecInput,
  poolRaggedArray,
  poolRaggedArrayGradient,
  raggedPoolingWeightsArray,
} from '@ggem/core';
import type { GPU } from 'gpu.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kernelsOf } from '../src/compiledKernels.ts';
import {
  createRaggedPooling,
  createRaggedPoolingGradient,
  createRaggedPoolingWeights,
  type GpuTexture,
} from '../src/index.ts';
import { expectClose } from './compare.ts';
import { flatten } from './conformance/flatten.ts';
import { devices, startDevice } from './conformance/startDevice.ts';
import { numbers } from './numbers.ts';

const channels = 6;
const spec: PoolingSpecInput = { type: 'ggem', groups: 3, p: [3, 0.2, -2] };

describe.each(devices)('ragged batches on %s', (device) => {
  let gpu: GPU;
  beforeAll(async () => {
    gpu = await startDevice(device);
  });
  afterAll(() => gpu.destroy());

  it('are pooled image by image, those without tokens to zeros', async () => {
    const pooling = createRaggedPooling(gpu, spec, { channels });
    const gradient = createRaggedPoolingGradient(gpu, spec, { channels });
    const weights = createRaggedPoolingWeights(gpu, spec, { channels });
    for (const offsets of [
      [0, 3, 3, 12],
      [0, 11, 14, 15],
    ]) {
      const total = offsets.at(-1)!;
      const data = numbers(total * channels, total, 0.1, 2);
      const dy = numbers(3 * channels, 2, -1, 1);
      const inputs = {
        mask: Array.from({ length: total }, (_, i) => Number(i % 5 !== 1)),
        weights: numbers(total, 3, 0.1, 1),
      };
      const reference = { data, channels, offsets };
      expectClose(
        flatten(await pooling(data, offsets, inputs)),
        poolRaggedArray(reference, spec, inputs),
        1e-5,
      );
      const expected = poolRaggedArrayGradient(reference, spec, dy, inputs);
      const { tokens: dx, parameters } = await gradient(data, offsets, dy, inputs);
      expect(dx).toHaveLength(total);
      expectClose(flatten(dx), expected.tokens, 1e-5);
      expectClose(flatten(parameters.p), expected.parameters.p!, 1e-5);
      const w = await weights(data, offsets, inputs);
      expectClose(flatten(w), raggedPoolingWeightsArray(reference, spec, inputs), 1e-5);
    }
    expect(pooling.device).toBe(device);
    for (const one of [pooling, gradient, weights]) one.destroy();
  });

  it('of about one size share their kernels', async () => {
    const pooling = createRaggedPooling(gpu, { type: 'max' }, { channels });
    for (const last of [97, 100, 105, 110, 112]) {
      const tokens = numbers(last * channels, last, 0, 1);
      const offsets = [0, last - 90, last];
      const expected = poolRaggedArray({ data: tokens, channels, offsets }, { type: 'max' });
      expectClose(flatten(await pooling(tokens, offsets)), expected, 0);
    }
    expect(kernelsOf(gpu)).toHaveLength(1);
    pooling.destroy();
  });

  it('give exact textures in a pipeline', async () => {
    const gradient = createRaggedPoolingGradient(gpu, { type: 'mean' }, { channels, pipeline: true });
    const { tokens } = await gradient(
      new Float32Array(11 * channels),
      [0, 2, 11],
      new Float32Array(2 * channels).fill(18),
    );
    const onHost = async (one: GpuTexture): Promise<unknown> => (one.toArray ? await one.toArray() : one);
    const rows = (await onHost(tokens)) as readonly Float32Array[];
    expect(rows.map(([first]) => first)).toEqual([9, 9, 2, 2, 2, 2, 2, 2, 2, 2, 2]);
    tokens.delete?.();
    gradient.destroy();
  });

  it('refuse what does not fit', async () => {
    const pooling = createRaggedPooling(gpu, { type: 'mean' }, { channels: 2 });
    const tokens = new Float32Array(6);
    await expect(pooling(tokens, [0, 2])).rejects.toThrow(
      'mean: offsets must rise from 0 to the number of tokens, 3, one more of them than images, but [0, 2] came. Give where each image begins, then the end.',
    );
    await expect(pooling(new Float32Array(5), [0, 2])).rejects.toThrow(
      'mean: tokens must hold a multiple of 2 values for [total, channels], but 5 came. Check shape [total, 2].',
    );
    await expect(pooling([[1, 2, 3]], [0, 1])).rejects.toThrow(
      'mean: tokens must have shape [total, channels] = [1, 2], but [1, 3] came. Make a pooling for that shape.',
    );
    await expect(pooling(tokens, [0, 3], { mask: [1] })).rejects.toThrow(
      'mean: mask must hold 3 values for [total], but 1 came. Check shape [3].',
    );
    pooling.destroy();
    await expect(pooling(tokens, [0, 3])).rejects.toThrow(
      'mean: a pooling must not be called after destroy(), but it was. Make a new one.',
    );
    const gradient = createRaggedPoolingGradient(gpu, { type: 'mean' }, { channels: 2 });
    await expect(gradient(tokens, [0, 1, 3], [[1, 2]])).rejects.toThrow(
      'mean: dy must have shape [batch, channels] = [2, 2], but [1, 2] came. Give one value for each pooled one.',
    );
    const strict = createRaggedPooling(
      gpu,
      { type: 'gem', negatives: 'error', prefixTokens: 1 },
      { channels: 1 },
    );
    await expect(strict([-1, 1, -1, -2], [0, 2, 4])).rejects.toThrow(
      'gem: tokens must not be negative under negatives: "error", but -2 came at index 1. Use "clamp", "shift" or "abs".',
    );
    gradient.destroy();
    strict.destroy();
  });
});
