import {
  type PoolingSpecInput,
  parseSpec,
  poolArray,
  poolRaggedArray,
  poolRaggedArrayGradient,
  raggedPoolingWeightsArray,
} from '@ggem/core';
import { longestFor } from '@ggem/kernels';
import type { GPU, IKernelRunShortcut } from 'gpu.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createRaggedPooling,
  createRaggedPoolingGradient,
  createRaggedPoolingWeights,
  type GpuTexture,
} from '../src/index.ts';
import { kernelsOf } from '../src/runtime/compiledKernels.ts';
import { expectClose } from './compare.ts';
import { flatten } from './conformance/flatten.ts';
import { devices, startDevice } from './conformance/startDevice.ts';
import { numbers } from './numbers.ts';

const channels = 6;
const specs: readonly PoolingSpecInput[] = [
  { type: 'token', index: -1 },
  { type: 'ggem', groups: 3, p: [3, 0.2, -2], prefixTokens: 1 },
  { type: 'mix', parts: [{ type: 'mean' }, { type: 'lse', r: 2 }] },
];

describe.each(devices)('ragged batches on %s', (device) => {
  let gpu: GPU;
  beforeAll(async () => {
    gpu = await startDevice(device);
  });
  afterAll(() => gpu.destroy());

  it.each(specs.map((spec) => [JSON.stringify(spec), spec] as const))(
    'pool each image as if it were alone: %s',
    async (_, spec) => {
      const pooling = createRaggedPooling(gpu, spec, { channels });
      const gradient = createRaggedPoolingGradient(gpu, spec, { channels });
      const weights = createRaggedPoolingWeights(gpu, spec, { channels });
      for (const offsets of [
        [0, 3, 5, 5, 11],
        [0, 9, 12, 14, 16],
      ]) {
        const total = offsets.at(-1)!;
        const x = numbers(total * channels, total, 0.1, 2);
        const dy = numbers(4 * channels, 2, 0, 1);
        const mask = Array.from({ length: total }, (_, i) => Number(i % 4 !== 2));
        const reference = { data: x, channels, offsets };
        const y = await pooling(x, offsets, { mask });
        expectClose(flatten(y), poolRaggedArray(reference, spec, { mask }), 1e-5);
        for (const [b, begin] of offsets.slice(0, -1).entries()) {
          const length = offsets[b + 1]! - begin;
          const alone = length && {
            data: x.subarray(begin * channels, (begin + length) * channels),
            shape: [1, length, channels] as const,
          };
          const expected = alone
            ? poolArray(alone, spec, { mask: mask.slice(begin, begin + length) })
            : new Float32Array(channels);
          expectClose(y[b]!, expected, 1e-5);
        }
        const { tokens: dx, parameters } = await gradient(x, offsets, dy, { mask });
        const expected = poolRaggedArrayGradient(reference, spec, dy, { mask });
        expect(dx.length).toBe(total);
        expectClose(flatten(dx), expected.tokens, 1e-5);
        for (const [name, dp] of Object.entries(parameters))
          expectClose(flatten(dp), expected.parameters[name]!, 1e-5);
        const w = await weights(x, offsets, { mask });
        expectClose(flatten(w), raggedPoolingWeightsArray(reference, spec, { mask }), 1e-5);
      }
      expect(pooling.device).toBe(device);
      for (const one of [pooling, gradient, weights]) one.destroy();
    },
  );

  it('pool regions of a grid, whose images have exactly its tokens', async () => {
    const spec: PoolingSpecInput = { type: 'regional', grid: [3, 3], levels: 1, part: { type: 'mean' } };
    const pooling = createRaggedPooling(gpu, spec, { channels });
    const offsets = [0, 9, 9, 18];
    expect(longestFor(parseSpec(spec), offsets)).toBe(9);
    expect(longestFor(parseSpec({ type: 'mean' }), offsets)).toBe(10);
    const data = numbers(18 * channels, 3, 0.1, 2);
    const expected = poolRaggedArray({ data, channels, offsets }, spec);
    expectClose(flatten(await pooling(data, offsets)), expected, 1e-5);
    pooling.destroy();
  });

  it('read no more arrays than WebGPU grants a kernel', async () => {
    const spec: PoolingSpecInput = { type: 'regional', grid: [3, 4], levels: 2, part: { type: 'gem' } };
    const gradient = createRaggedPoolingGradient(gpu, spec, { channels });
    const lists = [...gradient.source.matchAll(/function \w+\((.*)\) {/g)].map(([, list]) =>
      list!.split(', '),
    );
    expect(lists.length).toBeGreaterThan(6);
    for (const names of lists)
      expect(names.filter((name) => name !== 'inf' && name !== 'nan').length).toBeLessThanOrEqual(6);
    gradient.destroy();
  });

  it('of about one size share their kernels', async () => {
    const pooling = createRaggedPooling(gpu, { type: 'mean' }, { channels });
    await pooling(numbers(31 * channels, 1, 0, 1), [0, 15, 31]);
    const compiled = kernelsOf(gpu).length;
    await pooling(numbers(30 * channels, 1, 0, 1), [0, 14, 30]);
    expect(kernelsOf(gpu)).toHaveLength(compiled);
    pooling.destroy();
  });

  it('come as textures and stay on the device in a pipeline', async () => {
    const upload = gpu.createKernel('function upload(x) { return x[this.thread.y][this.thread.x] * 1.0; }', {
      output: [channels, 5],
      pipeline: true,
      asyncMode: true,
      precision: 'single',
    }) as IKernelRunShortcut;
    const data = numbers(5 * channels, 1, 0.1, 2);
    const rows = Array.from({ length: 5 }, (_, i) => data.subarray(i * channels, (i + 1) * channels));
    const x = (await upload(rows)) as unknown as GpuTexture;
    const spec: PoolingSpecInput = { type: 'gem' };
    const options = { channels, pipeline: true } as const;
    const pooling = createRaggedPooling(gpu, spec, options);
    const gradient = createRaggedPoolingGradient(gpu, spec, options);
    const offsets = [0, 2, 5];
    const y = await pooling(x, offsets);
    const { tokens: dx } = await gradient(x, offsets, y);
    // In modes without textures, gpu.js gives arrays.
    const onHost = async (one: GpuTexture) => flatten(one.toArray ? await one.toArray() : one);
    const upstream = await onHost(y);
    const reference = { data, channels, offsets };
    expectClose(upstream, poolRaggedArray(reference, spec), 1e-5);
    expectClose(await onHost(dx), poolRaggedArrayGradient(reference, spec, upstream).tokens, 1e-5);
    for (const one of [x, y, dx]) one.delete?.();
    pooling.destroy();
    gradient.destroy();
  });

  it('read no more arrays in a kernel than WebGPU grants', () => {
    const spec: PoolingSpecInput = { type: 'pyramid', grid: [3, 4], levels: [1, 2], part: { type: 'gem' } };
    const gradient = createRaggedPoolingGradient(gpu, spec, { channels });
    for (const [, given] of gradient.source.matchAll(/function \w+\((.*)\)/g)) {
      const arrays = given!.split(', ').filter((name) => name !== 'inf' && name !== 'nan');
      expect(arrays.length).toBeLessThanOrEqual(6);
    }
    gradient.destroy();
  });

  it('show their kernels before any came', () => {
    for (const spec of [...specs, { type: 'pyramid', grid: [3, 3] } as const]) {
      const pooling = createRaggedPooling(gpu, spec, { channels });
      expect(pooling.source).toContain('tokenIndex');
      pooling.destroy();
    }
  });

  it.each<[(pooling: ReturnType<typeof createRaggedPooling>) => Promise<unknown>, string]>([
    [
      (pooling) => pooling(new Float32Array(5 * channels), [0, 2, 4]),
      'mean: offsets must rise from 0 to the number of tokens, 5, one more of them than images, but [0, 2, 4] came. Give where each image begins, then the end.',
    ],
    [
      (pooling) => pooling(new Float32Array(5), [0, 5]),
      'mean: tokens must hold a multiple of 6 values for [total, channels], but 5 came. Check shape [total, 6].',
    ],
    [
      (pooling) => pooling([[1, 2, 3]], [0, 1]),
      'mean: tokens must have shape [total, channels] = [1, 6], but [1, 3] came. Make a pooling for that shape.',
    ],
    [
      (pooling) => pooling(new Float32Array(2 * channels), [0, 2], { mask: [1] }),
      'mean: mask must hold 2 values for [total], but 1 came. Check shape [2].',
    ],
  ])('say what is wrong with them: %#', async (act, message) => {
    const pooling = createRaggedPooling(gpu, { type: 'mean' }, { channels });
    await expect(act(pooling)).rejects.toMatchObject({ name: 'GgemError', code: 'shape', message });
    pooling.destroy();
  });

  it('count prefix tokens in each image where negative tokens are refused', async () => {
    const spec: PoolingSpecInput = { type: 'gem', negatives: 'error', prefixTokens: 1 };
    const pooling = createRaggedPooling(gpu, spec, { channels: 1 });
    expectClose(flatten(await pooling([-1, 1, -1, 2], [0, 2, 4])), [1, 2], 1e-5);
    await expect(pooling([-1, 1, -1, -2], [0, 2, 4])).rejects.toThrow(
      'gem: tokens must not be negative under negatives: "error", but -2 came at index 1. Use "clamp", "shift" or "abs".',
    );
    pooling.destroy();
  });
});
