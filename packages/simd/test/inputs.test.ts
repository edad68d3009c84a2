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
import { describe, expect, it } from 'vitest';
import { loadSimd, SimdStream } from '../src/index.ts';

const mean = { type: 'mean' } as const;
const tokens = tokensHandedOver['a float32 tensor']!;
const mask = [1, 0, 1, 1];
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));

describe.each(['simd', 'typescript'] as const)('%s takes what neighbours hand over', async (build) => {
  const simd = await loadSimd({ build });
  const pooling = simd.createPooling(mean, { channels: 2 });

  it.each(Object.entries(tokensHandedOver))('tokens: %s', async (_, given) => {
    expect([...pooling.pool(given, { mask })]).toEqual(close(maskedMean));
    expect([...(await pooling.poolParallel(given, { mask }))]).toEqual(close(maskedMean));
    const dx = pooling.gradient(given, [[1, 2], Float32Array.of(4, 8)], { mask }).tokens;
    expect([...dx]).toEqual([1, 2, 0, 0, 2, 4, 2, 4]);
    const stream = new SimdStream(simd, mean, { batch: 2, channels: 2 });
    stream.add(given, { mask });
    expect([...stream.pooled()]).toEqual(close(maskedMean));
  });
  it.each(Object.entries(masksHandedOver))('mask: %s', (_, mask) => {
    expect([...pooling.pool(tokens, { mask })]).toEqual(close(maskedMean));
  });
  it.each(Object.entries(weightsHandedOver))('weights: %s', (_, weights) => {
    expect([...pooling.pool(tokens, { tokenWeights: weights })]).toEqual(close(weightedMean));
  });
  it.each(Object.entries(unclearTokens).filter(([name]) => name !== 'float16 or whole numbers'))(
    'refuses %s',
    async (_, [given, message]) => {
      expect(() => pooling.pool(given)).toThrow(message);
      await expect(pooling.poolParallel(given)).rejects.toThrow(message);
    },
  );
  it('asks for a shape', () => {
    expect(() => pooling.pool([1, 2])).toThrow(
      'mean: tokens must have shape [batch, tokens, channels], but none came. Give { data, shape } or arrays in arrays.',
    );
  });
});

// By the shapes alone.
it.each(emptySpecs.map((spec) => [JSON.stringify(spec), spec] as const))(
  '%s of no images',
  async (_, spec) => {
    for (const build of ['simd', 'typescript'] as const) {
      const pooling = (await loadSimd({ build })).createPooling(spec, { channels: 4 });
      expect(pooling.outputChannels).toBe(outputChannels(parseSpec(spec), 4));
      const none = { data: new Float32Array(0), shape: [0, 6, 4] } as const;
      for (const call of [{}, { mask: [], tokenWeights: [] }]) {
        expect(pooling.pool(none, call)).toEqual(new Float32Array(0));
        expect(pooling.poolingWeights(none, call).length).toBe(0);
        const { tokens, parameters } = pooling.gradient(none, [], call);
        expect(tokens.length).toBe(0);
        for (const values of Object.values(parameters))
          expect(values.every((value) => value === 0)).toBe(true);
      }
      expect(() => pooling.pool({ ...none, shape: [2, 0, 4] })).toThrow(
        /tokens must hold at least one token and one channel, but \[2, 0, 4\] came\. Leave empty inputs out\.$/,
      );
    }
  },
);

it('the first kept token, with padding on either side', async () => {
  const pooling = (await loadSimd()).createPooling({ type: 'token', index: 'first' }, { channels: 1 });
  const { tokens, mask, first } = padded;
  expect([...pooling.pool(tokens, { mask })]).toEqual(first);
  expect([...pooling.gradient(tokens, [2, 3], { mask }).tokens]).toEqual([0, 0, 2, 0, 0, 3, 0, 0, 0, 0]);
});
