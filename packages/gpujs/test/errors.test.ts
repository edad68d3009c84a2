import type { PoolingSpecInput } from '@ggem/core';
import { GPU } from 'gpu.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createPooling,
  createPoolingGradient,
  createRaggedPooling,
  type GpuTexture,
  type KernelInput,
  type PoolingInputs,
} from '../src/index.ts';

describe('errors name the argument, the rule, what came and the fix', () => {
  let gpu: GPU;
  beforeAll(() => {
    gpu = new GPU({ mode: 'cpu' });
  });
  afterAll(() => gpu.destroy());

  const pool = (
    spec: PoolingSpecInput,
    shape: readonly [tokens: number, channels: number],
    tokens: KernelInput,
    inputs: PoolingInputs = {},
  ) => createPooling(gpu, spec, { tokens: shape[0], channels: shape[1] })(tokens, inputs);
  const texture = (output: readonly number[]): GpuTexture => ({
    output,
    toArray: () => [],
    delete: () => {},
  });
  const mean: PoolingSpecInput = { type: 'mean' };
  const zeros = (length: number) => new Float32Array(length);

  it.each<[() => Promise<unknown>, string]>([
    [
      () => pool(mean, [3, 4], zeros(13)),
      'mean: tokens must hold a multiple of 12 values for [batch, tokens, channels], but 13 came. Check shape [batch, 3, 4].',
    ],
    [
      () => pool(mean, [3, 4], 'tokens' as never),
      'mean: tokens must be a typed array, nested arrays or a texture, but string came. Give [batch, tokens, channels].',
    ],
    [
      () => pool(mean, [2, 2], [[[1, 2], [3]]]),
      'mean: tokens must have rows of one length, but 2 and 1 came. Give [batch, tokens, channels].',
    ],
    [
      () =>
        pool(
          mean,
          [2, 2],
          [
            [1, 2],
            [3, 4],
          ],
        ),
      'mean: tokens must have shape [batch, tokens, channels], [batch, height, width, channels] or [batch, depth, height, width, channels], but [2, 2] came. Reshape or expand them.',
    ],
    [
      () =>
        pool(
          mean,
          [2, 2],
          [
            [
              [1, 2],
              [3, 4],
              [5, 6],
            ],
          ],
        ),
      'mean: tokens must have shape [batch, tokens, channels] = [batch, 2, 2], but [1, 3, 2] came. Make a pooling for that shape.',
    ],
    [
      () => pool(mean, [3, 4], texture([4, 5, 2])),
      'mean: tokens must have shape [batch, tokens, channels] = [batch, 3, 4], but [2, 5, 4] came. Make a pooling for that shape.',
    ],
    [
      () => pool(mean, [3, 4], zeros(12), { mask: [1, 1] }),
      'mean: mask must hold 3 values for [batch, tokens], but 2 came. Check shape [1, 3].',
    ],
    [
      () => pool(mean, [3, 4], zeros(12), { mask: [[1, 1]] }),
      'mean: mask must have shape [batch, tokens] = [1, 3], but [1, 2] came. Count prefix tokens too.',
    ],
    [
      () => pool(mean, [3, 4], zeros(12), { mask: [1, 0.5, 0] }),
      'mean: mask must hold 1 (keep) or 0 (drop), but 0.5 came at index 1. Give fractions as weights.',
    ],
    [
      () => pool(mean, [3, 4], zeros(12), { tokenWeights: [1, -1, 0] }),
      'mean: tokenWeights must be finite and at least 0, but -1 came at index 1. Drop a token with 0.',
    ],
    [
      () => pool({ type: 'gem' }, [3, 4], zeros(12), { parameters: { p: [Number.NaN] } }),
      'gem: p must be numbers, but NaN came at index 0. A step that is too large may have broken training; set a range for p.',
    ],
    [
      () => pool({ type: 'ggem', groups: 2 }, [3, 4], zeros(12), { parameters: { p: [1, 2, 3] } }),
      'ggem: p must hold 2 values for [groups], but 3 came. Check shape [2].',
    ],
    [
      () => pool(mean, [3, 4], zeros(12), { parameters: { p: [1] } }),
      'mean: unknown parameter "p". It has none.',
    ],
    [
      () => pool({ type: 'gem', negatives: 'error' }, [1, 1], [-1]),
      'gem: tokens must not be negative under negatives: "error", but -1 came at index 0. Use "clamp", "shift" or "abs".',
    ],
    [
      () => createPoolingGradient(gpu, mean, { tokens: 3, channels: 4 })(zeros(12), zeros(3)),
      'mean: dy must hold 4 values for [batch, channels], but 3 came. Check shape [1, 4].',
    ],
    [
      () => createPoolingGradient(gpu, mean, { tokens: 3, channels: 4 })(zeros(12), texture([5, 1])),
      'mean: dy must have shape [batch, channels] = [1, 4], but [1, 5] came. Give one value for each pooled one.',
    ],
  ])('when it is called: %#', async (act, message) => {
    await expect(act()).rejects.toMatchObject({ name: 'GgemError', message });
  });

  it.each<[() => unknown, string]>([
    [
      () => createPooling(gpu, { type: 'ggem', groups: 5 }, { tokens: 196, channels: 768 }),
      'ggem: groups must divide channels, but 5 does not divide 768. Use a divisor such as 4, 6 or 8.',
    ],
    [
      () => createPooling(gpu, { type: 'mean', prefixTokens: 3 }, { tokens: 3, channels: 4 }),
      'mean: prefixTokens must leave a token to pool, but 3 of 3 tokens are prefix. Use a smaller number.',
    ],
    [
      () => createPooling(gpu, mean, { tokens: 0, channels: 4 }),
      'mean: tokens must be a whole number from 1, but 0 came. Say how many there are.',
    ],
    [
      () => createPooling(new GPU({ mode: 'dev' }), mean, { tokens: 3, channels: 4 }),
      'mean: gpu must run on cpu, webasm, webgl2 or webgpu, but mode "dev" came. Use new GPU({ mode: "webasm" }).',
    ],
  ])('when it is made: %#', (act, message) => {
    expect(act).toThrow(expect.objectContaining({ name: 'GgemError', message }));
  });

  it('when an option is not known', async () => {
    const masks: object = { masks: [1, 0] };
    const message =
      'mean: unknown option "masks". Did you mean "mask"? Known options: mask, tokenWeights, parameters.';
    await expect(pool(mean, [2, 1], [1, 3], masks)).rejects.toThrow(message);
    const ragged = createRaggedPooling(gpu, mean, { channels: 1 });
    await expect(ragged([1, 3], [0, 2], masks)).rejects.toThrow(message);
    const shape = { tokens: 2, channels: 1, keepDim: true };
    expect(() => createPooling(gpu, mean, shape)).toThrow(
      'mean: unknown option "keepDim". Did you mean "keepDims"? Known options: tokens, image, channels, dataFormat, grid, pipeline, keepDims.',
    );
    const lines = { channels: 1, pipe: true };
    expect(() => createRaggedPooling(gpu, mean, lines)).toThrow(
      'mean: unknown option "pipe". Did you mean "pipeline"? Known options: channels, pipeline.',
    );
  });

  it('when the pooling was destroyed', async () => {
    const pooling = createPooling(gpu, mean, { tokens: 1, channels: 1 });
    pooling.destroy();
    await expect(pooling([1])).rejects.toThrow(
      'mean: a pooling must not be called after destroy(), but it was. Make a new one.',
    );
  });

  it('when the device has less than float32', () => {
    const half = Object.assign(new GPU({ mode: 'cpu' }), {
      Kernel: { mode: 'gpu', features: { isFloatRead: false, isTextureFloat: true } },
      mode: 'webgl2',
    });
    expect(() => createPooling(half as never, mean, { tokens: 1, channels: 1 })).toThrow(
      'mean: pooling needs float32, but this device has less in mode "webgl2". Use the webgpu, webasm or cpu mode.',
    );
  });

  it('when gpu.js runs a kernel elsewhere without a word', async () => {
    const elsewhere = new GPU({ mode: 'webasm' });
    elsewhere.createKernel = gpu.createKernel.bind(gpu);
    const pooling = createPooling(elsewhere, mean, { tokens: 1, channels: 1 });
    await expect(pooling([1])).rejects.toThrow(
      'mean: the kernel must run where gpu runs, webasm, but it ran on cpu (gpu.js gave no reason). Use a mode that this machine has.',
    );
  });

  it('when gpu.js fails', async () => {
    const broken = new GPU({ mode: 'webasm' });
    const failing = () => Promise.reject(new Error('no adapter is available.'));
    broken.createKernel = (() => failing) as never;
    const pooling = createPooling(broken, mean, { tokens: 1, channels: 1 });
    await expect(pooling([1])).rejects.toThrow(
      'mean: gpu must be able to run kernels, but in mode "webasm" gpu.js said: no adapter is available. Use a mode that this machine has.',
    );
  });
});
