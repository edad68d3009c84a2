import { type PoolingSpecInput, poolArray, poolArrayGradient, poolingWeightsArray } from '@ggem/core';
import type { GPU, IKernelRunShortcut } from 'gpu.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPooling, createPoolingGradient, createPoolingWeights, type GpuTexture } from '../src/index.ts';
import { expectClose } from './compare.ts';
import { flatten } from './conformance/flatten.ts';
import { devices, startDevice } from './conformance/startDevice.ts';
import { numbers } from './numbers.ts';

const ggem: PoolingSpecInput = { type: 'ggem', groups: 3, p: [3, 0.2, -2], prefixTokens: 1 };
const forty = Array.from({ length: 40 }, (_, i) => ({ type: 'gem', p: 1 + i / 4 }) as const);

describe.each(devices)('poolings on %s', (device) => {
  let gpu: GPU;
  beforeAll(async () => {
    gpu = await startDevice(device);
  });
  afterAll(() => gpu.destroy());

  it.each([
    [1, 1025, 5],
    [2, 1500, 7],
    [1, 4097, 3],
    [5, 9, 770],
    // Longer than a texture may be: 8,192 or 16,384 of most cards.
    [1, 16_387, 2],
    [2, 8195, 1],
    [16_387, 2, 1],
    [1, 3, 16_387],
  ])('agrees with the reference for %d × %d × %d', async (batch, tokens, channels) => {
    const spec: PoolingSpecInput = { type: 'gem', p: 3, prefixTokens: 1 };
    const x = numbers(batch * tokens * channels, 1, -0.5, 2);
    // All above 0, so that the sum over images and channels does not cancel.
    const dy = numbers(batch * channels, 2, 0, 1);
    const reference = { data: x, shape: [batch, tokens, channels] } as const;
    const expected = poolArrayGradient(reference, spec, dy);

    const pooling = createPooling(gpu, spec, { tokens, channels });
    expectClose(flatten(await pooling(x)), poolArray(reference, spec), 1e-5);
    expect(pooling.device).toBe(device);
    const gradient = createPoolingGradient(gpu, spec, { tokens, channels });
    const { tokens: dx, parameters } = await gradient(x, dy);
    expectClose(flatten(dx), expected.tokens, 1e-5);
    expectClose(flatten(parameters.p), expected.parameters.p!, 1e-5);
    pooling.destroy();
    gradient.destroy();
  });

  it('keeps its digits over thousands of like tokens', async () => {
    // Added up one by one in float32, 4,097 times 1.3 is off by a thousand units of the last place.
    const pooling = createPooling(gpu, { type: 'mean' }, { tokens: 4097, channels: 1 });
    const [[y]] = (await pooling(new Float32Array(4097).fill(1.3))) as [Float32Array];
    expect(Math.abs(y! - Math.fround(1.3)) / 1.3).toBeLessThan(16 * 2 ** -24);
    pooling.destroy();
  });

  it('takes another batch size, mask, weights and exponents with every call', async () => {
    const [tokens, channels] = [8, 6];
    const pooling = createPooling(gpu, ggem, { tokens, channels });
    const weights = createPoolingWeights(gpu, ggem, { tokens, channels });
    for (const [batch, p] of [
      [2, [2, 3, 4]],
      [1, [-0.3, 0, 25]],
      [4, undefined],
    ] as const) {
      const x = numbers(batch * tokens * channels, batch, 0, 2);
      const inputs = {
        mask: Array.from({ length: batch * tokens }, (_, i) => Number(i % 3 !== 1)),
        tokenWeights: numbers(batch * tokens, 7, 0, 1),
        parameters: { p },
      };
      const reference = { data: x, shape: [batch, tokens, channels] } as const;
      expectClose(flatten(await pooling(x, inputs)), poolArray(reference, ggem, inputs), 1e-5);
      expectClose(flatten(await weights(x, inputs)), poolingWeightsArray(reference, ggem, inputs), 1e-5);
    }
    pooling.destroy();
    weights.destroy();
  });

  it('gives the same for flat, nested and resident tokens', async () => {
    const [batch, tokens, channels] = [2, 5, 6];
    const x = numbers(batch * tokens * channels, 3, 0, 2);
    const nested = Array.from({ length: batch }, (_, b) =>
      Array.from({ length: tokens }, (_, n) =>
        Array.from(x.subarray((b * tokens + n) * channels, (b * tokens + n + 1) * channels)),
      ),
    );
    const upload = gpu.createKernel(
      'function upload(x) { return x[this.thread.z][this.thread.y][this.thread.x] * 1.0; }',
      { output: [channels, tokens, batch], pipeline: true, asyncMode: true, precision: 'single' },
    );
    const resident = (await (upload as IKernelRunShortcut)(nested)) as unknown as GpuTexture;
    const pooling = createPooling(gpu, ggem, { tokens, channels });
    const y = flatten(await pooling(x));
    expect(flatten(await pooling(nested))).toEqual(y);
    expect(flatten(await pooling(resident))).toEqual(y);
    resident.delete?.();
    pooling.destroy();
  });

  // A kernel is compiled for textures or for arrays. A kernel from one call must not be used in a call of the other kind.
  it.each(['flat, resident', 'resident, flat', 'nested, resident, nested'])(
    'reads inputs of other kinds in later calls: %s',
    async (order) => {
      const [tokens, channels] = [5, 6];
      const upload = gpu.createKernel(
        'function upload(x) { return x[this.thread.z][this.thread.y][this.thread.x] * 1.0; }',
        {
          output: [channels, tokens, 1],
          pipeline: true,
          immutable: true,
          asyncMode: true,
          precision: 'single',
        },
      );
      const pooling = createPooling(gpu, ggem, { tokens, channels });
      for (const [i, kind] of order.split(', ').entries()) {
        // Each call has other values, so that values left over from an earlier call would show.
        const x = numbers(tokens * channels, 11 + i, 0, 2);
        const rows = Array.from({ length: tokens }, (_, n) =>
          Array.from(x.subarray(n * channels, (n + 1) * channels)),
        );
        const given =
          kind === 'flat'
            ? x
            : kind === 'nested'
              ? [rows]
              : ((await (upload as IKernelRunShortcut)([rows])) as unknown as GpuTexture);
        const expected = poolArray({ data: x, shape: [1, tokens, channels] }, ggem);
        expectClose(flatten(await pooling(given)), expected, 1e-5);
        if (kind === 'resident') (given as GpuTexture).delete?.();
      }
      pooling.destroy();
    },
  );

  it('sits between kernels without a read-back', async () => {
    const [batch, tokens, channels] = [2, 5, 6];
    const x = numbers(batch * tokens * channels, 4, 0, 2);
    const pooling = createPooling(gpu, ggem, { tokens, channels, pipeline: true });
    const norm = gpu.createKernel(
      `function norm(y) {
        let sum = 0;
        for (let c = 0; c < this.constants.channels; c++) sum += y[this.thread.x][c] * y[this.thread.x][c];
        return Math.sqrt(sum);
      }`,
      { output: [batch], constants: { channels }, asyncMode: true, precision: 'single' },
    ) as IKernelRunShortcut;
    const y = await pooling(x);
    if (device === 'webgl2' || device === 'webgpu') expect(y.toArray).toBeTypeOf('function');
    const norms = (await norm(y as never)) as unknown as Float32Array;
    const expected = poolArray({ data: x, shape: [batch, tokens, channels] }, ggem);
    expectClose(
      norms,
      [0, 1].map((b) => Math.hypot(...expected.subarray(b * channels, (b + 1) * channels))),
      1e-5,
    );
    y.delete?.();
    pooling.destroy();
  });

  it('may be called again before it has answered', async () => {
    const [tokens, channels] = [200, 6];
    const gradient = createPoolingGradient(gpu, ggem, { tokens, channels });
    const inputs = [1, 2, 3].map((seed) => numbers(tokens * channels, seed, 0, 2));
    const dy = numbers(channels, 9, -1, 1);
    const results = await Promise.all(inputs.map((x) => gradient(x, dy)));
    results.forEach(({ tokens: dx }, i) => {
      const expected = poolArrayGradient({ data: inputs[i]!, shape: [1, tokens, channels] }, ggem, dy);
      expectClose(flatten(dx), expected.tokens, 1e-5);
    });
    gradient.destroy();
  });

  // Graphics drivers need a second to compile ten kernels. planKernels.test.ts counts the arrays that kernels read there.
  it.runIf(device === 'cpu' || device === 'webasm').each([
    ['mix', { type: 'mix', parts: forty }, 2],
    ['concat', { type: 'concat', parts: forty }, 57],
  ] as const)('pools a %s of forty parts', async (_, spec, kernels) => {
    const [tokens, channels] = [8, 3];
    const x = numbers(2 * tokens * channels, 5, 0, 2);
    const pooling = createPooling(gpu, spec, { tokens, channels });
    const expected = poolArray({ data: x, shape: [2, tokens, channels] }, spec);
    expectClose(flatten(await pooling(x)), expected, 1e-5);
    expect(pooling.source.match(/^function /gm)).toHaveLength(kernels);
    pooling.destroy();
  });
});
