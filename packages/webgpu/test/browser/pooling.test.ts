import { float16Bits, poolArray, poolArrayGradient, poolingWeightsArray, poolRaggedArray } from '@ggem/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createPooling,
  createPoolingGradient,
  createPoolingWeights,
  createRaggedPooling,
} from '../../src/index.ts';
import { deviceBuffer, valuesOf } from '../deviceBuffer.ts';
import { openDevice } from '../openDevice.ts';

let device: GPUDevice;
beforeAll(async () => {
  device = await openDevice();
});
afterAll(() => device.destroy());

const [batch, tokens, channels] = [2, 37, 12];
const shape = { tokens, channels };
const size = batch * tokens * channels;
/** Numbers that float16 holds exactly, so that both types have the same ones. */
const x = Float32Array.from({ length: size }, (_, i) => ((i * 37) % 101) / 64);
const dy = Float32Array.from({ length: batch * channels }, (_, i) => 1 + (i % 5));
const mask = Float32Array.from({ length: batch * tokens }, (_, i) => (i % 3 === 0 ? 0 : 1));
const tokenWeights = Float32Array.from({ length: batch * tokens }, (_, i) => 1 + (i % 4));
const p = Float32Array.from([3.2, -1, 0.2]);
const spec = { type: 'ggem', groups: 3 } as const;
const given = { data: x, shape: [batch, tokens, channels] } as const;

function bitsOf(values: ArrayLike<number>): Uint16Array {
  return Uint16Array.from(values, float16Bits);
}

/** Expected values are those of core in float64, whose own come from outside of this project. */
function expectClose(got: Float32Array, expected: ArrayLike<number>): void {
  expect(got.length).toBe(expected.length);
  got.forEach((value, i) => {
    expect(Math.abs(value - expected[i]!), `at ${i}`).toBeLessThanOrEqual(
      2e-6 * (1 + Math.abs(expected[i]!)),
    );
  });
}

describe('a pooling', () => {
  it('takes a buffer and gives one', async () => {
    const pooling = createPooling(device, spec, shape);
    const buffer = deviceBuffer(device, x);
    const y = await pooling(buffer, { batch });
    expect(y.size).toBe(4 * batch * channels);
    expectClose(await valuesOf(device, y), poolArray(given, spec));
    y.destroy();
    buffer.destroy();
    pooling.destroy();
  });

  it('takes mask, weights and parameters on the device and on the host, to the same bits', async () => {
    const pooling = createPooling(device, spec, { ...shape, readBack: true });
    const onHost = await pooling(x, { mask, tokenWeights, parameters: { p } });
    expectClose(onHost, poolArray(given, spec, { mask, tokenWeights, parameters: { p } }));
    const [tokensThere, maskThere, weightsThere] = [x, mask, tokenWeights].map((values) =>
      deviceBuffer(device, values),
    );
    const onDevice = await pooling(tokensThere!, {
      batch,
      mask: maskThere,
      tokenWeights: weightsThere,
      parameters: { p },
    });
    expect(onDevice).toEqual(onHost);
    // The host does not see these exponents, so that kernels choose between the formulas near 0 and far from it.
    const unseen = await pooling(x, { mask, tokenWeights, parameters: { p: deviceBuffer(device, p) } });
    expectClose(unseen, onHost);
    pooling.destroy();
  });

  it('takes tensors as onnxruntime-web leaves them on the device, float16 too', async () => {
    const pooling = createPooling(device, spec, { ...shape, readBack: true });
    const dims = [batch, tokens, channels];
    const single = { type: 'float32', location: 'gpu-buffer', gpuBuffer: deviceBuffer(device, x), dims };
    const half = {
      type: 'float16',
      location: 'gpu-buffer',
      gpuBuffer: deviceBuffer(device, bitsOf(x)),
      dims,
    };
    const y = await pooling(single);
    expectClose(y, poolArray(given, spec));
    expect(await pooling(half)).toEqual(y);
    expect(pooling.source).toContain('tokens: array<vec2u>');
    pooling.destroy();
  });

  it('takes an odd number of float16', async () => {
    const pooling = createPooling(device, { type: 'mean' }, { tokens: 3, channels: 1, readBack: true });
    const gpuBuffer = deviceBuffer(device, bitsOf([1, 2, 6]));
    expect(await pooling({ type: 'float16', gpuBuffer, dims: [1, 3, 1] })).toEqual(Float32Array.of(3));
    pooling.destroy();
  });

  it('takes buffers that are larger than their values', async () => {
    const pooling = createPooling(device, spec, { ...shape, readBack: true });
    const longer = new Float32Array(size + 5).fill(Number.NaN);
    longer.set(x);
    expectClose(await pooling(deviceBuffer(device, longer), { batch }), poolArray(given, spec));
    pooling.destroy();
  });

  it('takes any batch, an empty one too', async () => {
    const pooling = createPooling(device, spec, { ...shape, readBack: true });
    expect((await pooling(x.subarray(0, size / 2))).length).toBe(channels);
    expect((await pooling(x)).length).toBe(2 * channels);
    expect((await pooling([])).length).toBe(0);
    pooling.destroy();
    const gradient = createPoolingGradient(device, spec, shape);
    const { tokens: dx, parameters } = await gradient([], []);
    expect(dx.size).toBe(0);
    expect(await valuesOf(device, parameters.p!)).toEqual(new Float32Array(3));
    gradient.destroy();
  });

  it('answers overlapping calls each with its own numbers', async () => {
    const pooling = createPooling(device, { type: 'mean' }, { tokens: 2, channels: 1, readBack: true });
    const all = Array.from({ length: 20 }, (_, i) => pooling([i, i + 2]));
    expect((await Promise.all(all)).map(([y]) => y)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    pooling.destroy();
  });

  it('shares the tokens of a channel among the threads of a workgroup where a card would stand idle', async () => {
    const card = await openDevice();
    Object.defineProperty(card, 'adapterInfo', { value: { isFallbackAdapter: false } });
    const pooling = createPooling(card, spec, { ...shape, readBack: true });
    expectClose(await pooling(x, { mask, tokenWeights }), poolArray(given, spec, { mask, tokenWeights }));
    expect(pooling.source).toContain('@workgroup_size(8, 8)');
    const gradient = createPoolingGradient(card, spec, { ...shape, readBack: true });
    expectClose((await gradient(x, dy)).tokens, poolArrayGradient(given, spec, dy).tokens);
    card.destroy();
  });

  it('knows more images than one row of workgroups holds', async () => {
    // 65,535 groups of 64 threads and some more.
    const images = 4_194_304 + 3;
    const pooling = createPooling(device, { type: 'max' }, { tokens: 1, channels: 1, readBack: true });
    const many = Float32Array.from({ length: images }, (_, i) => i % 1000);
    const y = await pooling(many);
    expect(y[images - 1]).toBe((images - 1) % 1000);
    expect(y.every((value, i) => value === i % 1000)).toBe(true);
    pooling.destroy();
  });
});

it('gives gradients on the device and on the host', async () => {
  const expected = poolArrayGradient(given, spec, dy, { mask, parameters: { p } });
  const gradient = createPoolingGradient(device, spec, shape);
  const there = await gradient(deviceBuffer(device, x), deviceBuffer(device, dy), {
    batch,
    mask,
    parameters: { p },
  });
  expectClose(await valuesOf(device, there.tokens), expected.tokens);
  gradient.destroy();
  const onHost = createPoolingGradient(device, spec, { ...shape, readBack: true });
  const here = await onHost(x, dy, { mask, parameters: { p } });
  expectClose(here.tokens, expected.tokens);
  here.parameters.p!.forEach((value, g) => {
    expect(value).toBeCloseTo(expected.parameters.p![g]!, 4);
  });
  onHost.destroy();
});

it('gives pooling weights, which sum to 1', async () => {
  const weights = createPoolingWeights(device, spec, { ...shape, readBack: true });
  expectClose(await weights(x, { mask }), poolingWeightsArray(given, spec, { mask }));
  weights.destroy();
});

it('pools images of different lengths', async () => {
  const offsets = [0, 30, 30, batch * tokens];
  const pooling = createRaggedPooling(device, spec, { channels, readBack: true });
  const ragged = { data: x, channels, offsets };
  expectClose(await pooling(deviceBuffer(device, x), offsets), poolRaggedArray(ragged, spec));
  expect(await pooling([], [0, 0])).toEqual(new Float32Array(channels));
  pooling.destroy();
});
