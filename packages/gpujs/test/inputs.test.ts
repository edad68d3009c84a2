import {
  emptySpecs,
  maskedMean,
  masksHandedOver,
  padded,
  tokensHandedOver,
  unclearTokens,
  weightedMean,
  weightsHandedOver,
} from '@ggem/conformance';
import { outputChannels, parseSpec } from '@ggem/core';
import { GPU } from 'gpu.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createPooling,
  createPoolingGradient,
  createPoolingWeights,
  createRaggedPooling,
  createRaggedPoolingGradient,
  createRaggedPoolingWeights,
  type Pooling,
} from '../src/index.ts';

const tokens = tokensHandedOver['a float32 tensor']!;
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));
const flatten = (rows: readonly Float32Array[]) => rows.flatMap((row) => [...row]);

let gpu: GPU;
beforeAll(() => {
  gpu = new GPU({ mode: 'cpu' });
});
afterAll(() => gpu.destroy());

describe('takes what neighbours hand over', () => {
  let pooling: Pooling;
  beforeAll(() => {
    pooling = createPooling(gpu, { type: 'mean' }, { tokens: 2, channels: 2 });
  });
  it.each(Object.entries(tokensHandedOver))('tokens: %s', async (name, given) => {
    // A flat list of numbers gets the shape for which the pooling was created.
    expect(flatten(await pooling(given, { mask: [1, 0, 1, 1] })), name).toEqual(close(maskedMean));
  });
  it.each(Object.entries(masksHandedOver))('mask: %s', async (_, mask) => {
    expect(flatten(await pooling(tokens, { mask }))).toEqual(close(maskedMean));
  });
  it.each(Object.entries(weightsHandedOver))('weights: %s', async (_, weights) => {
    expect(flatten(await pooling(tokens, { tokenWeights: weights }))).toEqual(close(weightedMean));
  });
  it.each(Object.entries(unclearTokens))('refuses %s', async (_, [given, message]) => {
    await expect(pooling(given)).rejects.toThrow(message);
  });
  it('refuses float16 bits in one row, which were pooled as whole numbers', async () => {
    await expect(pooling(Uint16Array.of(14746, 15360, 16384, 49664))).rejects.toThrow(
      'mean: tokens must say what its 16 bits are',
    );
  });
});

// The results follow from the shapes: no kernel runs.
describe.each(emptySpecs.map((spec) => [JSON.stringify(spec), spec] as const))('%s', (_, spec) => {
  it('of no images gives no vectors, and gradients of parameters that are 0', async () => {
    for (const shape of [
      { tokens: 6, channels: 4 },
      { tokens: 6, channels: 4, dataFormat: 'channelsFirst' },
    ] as const) {
      for (const inputs of [{}, { mask: [], tokenWeights: [] }]) {
        expect(await createPooling(gpu, spec, shape)([], inputs)).toEqual([]);
        expect(await createPoolingWeights(gpu, spec, shape)([], inputs)).toEqual([]);
        const gradient = await createPoolingGradient(gpu, spec, shape)([], [], inputs);
        expect(gradient.tokens).toEqual([]);
        for (const values of Object.values(gradient.parameters)) {
          expect((values as Float32Array).every((value) => value === 0)).toBe(true);
        }
      }
    }
    await expect(createPooling(gpu, spec, { tokens: 6, channels: 4, pipeline: true })([])).rejects.toThrow(
      'tokens must not be empty where pipeline is true, since a texture holds at least one number',
    );
  });
  it('of different lengths gives no vectors, and zeros for images without tokens', async () => {
    const channels = outputChannels(parseSpec(spec), 4);
    expect(await createRaggedPooling(gpu, spec, { channels: 4 })([], [0])).toEqual([]);
    expect(await createRaggedPooling(gpu, spec, { channels: 4 })([], [0, 0, 0])).toEqual([
      new Float32Array(channels),
      new Float32Array(channels),
    ]);
    expect(await createRaggedPoolingWeights(gpu, spec, { channels: 4 })([], [0])).toEqual([]);
    expect((await createRaggedPoolingGradient(gpu, spec, { channels: 4 })([], [0], [])).tokens).toEqual([]);
  });
});

it('the first kept token, with padding on either side', async () => {
  const { tokens, mask, first } = padded;
  const [spec, shape] = [
    { type: 'token', index: 'first' },
    { tokens: 5, channels: 1 },
  ] as const;
  expect(flatten(await createPooling(gpu, spec, shape)(tokens, { mask }))).toEqual(first);
  const { tokens: dx } = await createPoolingGradient(gpu, spec, shape)(tokens, [2, 3], { mask });
  expect(dx.flatMap((image) => flatten(image))).toEqual([0, 0, 2, 0, 0, 3, 0, 0, 0, 0]);
});
