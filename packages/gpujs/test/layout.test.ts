import { type PoolingSpecInput, poolArray, poolArrayGradient, poolingWeightsArray } from '@ggem/core';
import type { GPU, IKernelRunShortcut } from 'gpu.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createPooling,
  createPoolingGradient,
  createPoolingWeights,
  type GpuTexture,
  type NestedArray,
} from '../src/index.ts';
import { expectClose } from './compare.ts';
import { flatten } from './conformance/flatten.ts';
import { devices, startDevice } from './conformance/startDevice.ts';
import { numbers } from './numbers.ts';

const [batch, height, width, channels] = [2, 3, 4, 6] as const;
const tokens = height * width;
/** The same tokens as those of a volume. */
const sides = [2, 2, 3] as const;
const x = numbers(batch * tokens * channels, 1, 0.1, 2);
const dy = numbers(batch * channels, 2, -1, 1);
const mask = Array.from({ length: batch * tokens }, (_, i) => Number(i % 3 !== 1));
const spec: PoolingSpecInput = { type: 'ggem', groups: 3, p: [3, 0.2, -2] };
const reference = { data: x, shape: [batch, tokens, channels] } as const;
const pooled = poolArray(reference, spec, { mask });
const gradient = poolArrayGradient(reference, spec, dy, { mask });

/** `[batch, tokens, channels]` to `[batch, channels, tokens]`. */
const channelsFirst = (values: ArrayLike<number>): Float32Array =>
  Float32Array.from({ length: batch * tokens * channels }, (_, i) => {
    const [b, c, n] = [Math.floor(i / (tokens * channels)), Math.floor(i / tokens) % channels, i % tokens];
    return values[(b * tokens + n) * channels + c]!;
  });

/** Flat values as arrays in arrays. */
const nested = (values: ArrayLike<number>, [length, ...inner]: readonly number[]): NestedArray =>
  inner.length === 0
    ? Array.from(values)
    : Array.from({ length: length! }, (_, i) => {
        const size = values.length / length!;
        return nested(Array.prototype.slice.call(values, i * size, (i + 1) * size), inner);
      });

const shapeOf = (values: unknown): readonly number[] => {
  const { length } = values as readonly unknown[];
  const [first] = values as readonly unknown[];
  return typeof first === 'number' ? [length] : [length, ...shapeOf(first)];
};

const layouts = [
  ['tokens', { tokens, channels }, [batch, tokens, channels], false],
  [
    'tokens, channels first',
    { tokens, channels, dataFormat: 'channelsFirst' },
    [batch, channels, tokens],
    true,
  ],
  ['images', { image: [height, width], channels }, [batch, height, width, channels], false],
  [
    'images, channels first',
    { image: [height, width], channels, dataFormat: 'channelsFirst' },
    [batch, channels, height, width],
    true,
  ],
  ['volumes', { image: sides, channels }, [batch, ...sides, channels], false],
  [
    'volumes, channels first',
    { image: sides, channels, dataFormat: 'channelsFirst' },
    [batch, channels, ...sides],
    true,
  ],
] as const;

describe.each(devices)('layouts on %s', (device) => {
  let gpu: GPU;
  beforeAll(async () => {
    gpu = await startDevice(device);
  });
  afterAll(() => gpu.destroy());

  it.each(layouts)(
    'pools %s, flat and nested, and gives gradients shaped like them',
    async (_, shape, axes, isFirst) => {
      const laid = isFirst ? channelsFirst(x) : x;
      const pooling = createPooling(gpu, spec, shape);
      const backward = createPoolingGradient(gpu, spec, shape);
      const weights = createPoolingWeights(gpu, spec, shape);
      const image = nested(mask, [batch, ...('image' in shape ? shape.image : [tokens])]);
      for (const [given, kept] of [
        [laid, mask],
        [nested(laid, axes), image],
      ] as const) {
        expectClose(flatten(await pooling(given, { mask: kept })), pooled, 1e-5);
        const { tokens: dx, parameters } = await backward(given, dy, { mask: kept });
        expect(shapeOf(dx)).toEqual(axes);
        expectClose(flatten(dx), isFirst ? channelsFirst(gradient.tokens) : gradient.tokens, 1e-5);
        expectClose(flatten(parameters.p), gradient.parameters.p!, 1e-5);
        const w = await weights(given, { mask: kept });
        expectClose(flatten(w), poolingWeightsArray(reference, spec, { mask }), 1e-5);
      }
      expect(pooling.device).toBe(device);
      for (const one of [pooling, backward, weights]) one.destroy();
    },
  );

  it.each([
    [layouts[0], [batch, 1, channels]],
    [layouts[1], [batch, channels, 1]],
    [layouts[2], [batch, 1, 1, channels]],
    [layouts[3], [batch, channels, 1, 1]],
    [layouts[4], [batch, 1, 1, 1, channels]],
    [layouts[5], [batch, channels, 1, 1, 1]],
  ] as const)('keeps the axes that were pooled: %#', async ([, shape, , isFirst], kept) => {
    const options = { ...shape, keepDims: true } as const;
    const pooling = createPooling(gpu, spec, options);
    const backward = createPoolingGradient(gpu, spec, options);
    const laid = isFirst ? channelsFirst(x) : x;
    const y = await pooling(laid, { mask });
    expect(shapeOf(y)).toEqual(kept);
    expectClose(flatten(y), pooled, 1e-5);
    const { tokens: dx } = await backward(laid, nested(dy, kept), { mask });
    expectClose(flatten(dx), isFirst ? channelsFirst(gradient.tokens) : gradient.tokens, 1e-5);
    pooling.destroy();
    backward.destroy();
  });

  it('takes textures of images, their rows one after another, and gives such', async () => {
    const upload = gpu.createKernel(
      'function upload(x) { return x[this.thread.z][this.thread.y][this.thread.x] * 1.0; }',
      { output: [tokens, channels, batch], pipeline: true, asyncMode: true, precision: 'single' },
    ) as IKernelRunShortcut;
    const resident = (await upload(
      nested(channelsFirst(x), [batch, channels, tokens]) as number[][][],
    )) as unknown as GpuTexture;
    const options = {
      image: [height, width],
      channels,
      dataFormat: 'channelsFirst',
      keepDims: true,
      pipeline: true,
    } as const;
    const pooling = createPooling(gpu, spec, options);
    const backward = createPoolingGradient(gpu, spec, options);
    const y = await pooling(resident, { mask });
    const { tokens: dx } = await backward(resident, y, { mask });
    const onHost = (one: GpuTexture): unknown => (one.toArray ? one.toArray() : one);
    const shape = shapeOf(await onHost(dx));
    expect(shape).toEqual([batch, channels, tokens]);
    const upstream = flatten(await onHost(y));
    expectClose(upstream, pooled, 1e-5);
    const expected = poolArrayGradient(reference, spec, upstream, { mask });
    expectClose(flatten(await onHost(dx)), channelsFirst(expected.tokens), 1e-5);
    for (const one of [resident, y, dx]) one.delete?.();
    pooling.destroy();
    backward.destroy();
  });
});
