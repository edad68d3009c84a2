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
import { outputChannels, parametersOf, parseSpec, weightChannels } from '@ggem/core';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  attribution,
  pool,
  poolingLayer,
  poolingWeights,
  poolRagged,
  raggedPoolingWeights,
} from '../src/index.ts';
import { devices, startDevice } from './conformance/startDevice.ts';

const mean = { type: 'mean' } as const;
const tokens = tokensHandedOver['a float32 tensor']!;
const mask = [1, 0, 1, 1];
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));

describe.each(devices)('on %s', (device) => {
  beforeAll(() => startDevice(device));
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());
  const values = async (tensor: tf.Tensor) => [...(await tensor.data())];

  describe('takes what neighbours hand over', () => {
    it.each(Object.entries(tokensHandedOver))('tokens: %s', async (_, given) => {
      expect(await values(pool(given, mean, { mask }))).toEqual(close(maskedMean));
      expect(await values(poolingWeights(given, mean, { mask }))).toEqual([1, 1, 0, 0, 0.5, 0.5, 0.5, 0.5]);
    });
    it.each(Object.entries(masksHandedOver))('mask: %s', async (_, mask) => {
      expect(await values(pool(tokens, mean, { mask }))).toEqual(close(maskedMean));
    });
    it.each(Object.entries(weightsHandedOver))('weights: %s', async (_, weights) => {
      expect(await values(pool(tokens, mean, { tokenWeights: weights }))).toEqual(close(weightedMean));
    });
    it('tensors of tfjs with what is none, and gradients to the tensors', async () => {
      const x = tf.tensor3d([0.7001953125, 1, 2, -3, 5.5, 0.0999755859375, -0.25, 8], [2, 2, 2]);
      const dx = tf.grad((x) => tf.sum(pool(x, mean, { mask: masksHandedOver['booleans in arrays'] })))(x);
      expect(await values(dx)).toEqual([1, 1, 0, 0, 0.5, 0.5, 0.5, 0.5]);
      const spec = { type: 'ggem', groups: 2 } as const;
      const arrays = pool(x, spec, { parameters: { p: [2, 4] } });
      expect(await values(arrays)).toEqual(
        await values(pool(x, spec, { parameters: { p: tf.tensor1d([2, 4]) } })),
      );
    });
    it('tokens that lie one after another', async () => {
      const rows = [[1], [3], [5]];
      expect(await values(poolRagged(rows, [0, 1, 3], mean, { mask: [true, false, true] }))).toEqual([1, 5]);
    });
    it.each(Object.entries(unclearTokens))('refuses %s', (_, [given, message]) => {
      expect(() => pool(given, mean)).toThrow(message);
    });
    it('refuses what holds no real numbers', () => {
      expect(() => pool(tf.tensor3d(['a'], [1, 1, 1]), mean)).toThrow(
        'mean: tokens must hold real numbers, but a tensor of string came. Cast it to float32.',
      );
      expect(() => pool('tokens', mean)).toThrow('mean: tokens must be numbers: an array');
      expect(() => pool(tokens, mean, { mask: [1, 0, 1] })).toThrow(
        'mean: mask must have shape [batch, tokens] = [2, 2], but [3] came. Count prefix tokens too.',
      );
      expect(() => pool({ data: [1, 2, 3], shape: [1, 2, 2] }, mean)).toThrow(
        'mean: tokens must hold 4 values for shape [1, 2, 2], but 3 came. Check its shape.',
      );
    });
  });

  it('the first kept token, with padding on either side', async () => {
    const spec = { type: 'token', index: 'first' } as const;
    const { tokens, mask, first } = padded;
    expect(await values(pool(tokens, spec, { mask }))).toEqual(first);
    const x = tf.tensor3d(tokens.data, [2, 5, 1]);
    const dx = tf.grad((x) => tf.sum(pool(x, spec, { mask: [...mask] })))(x);
    expect(await values(dx)).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 0, 0]);
    const rows = tf.tensor2d(tokens.data, [10, 1]);
    expect(await values(poolRagged(rows, [0, 5, 10], spec, { mask: [...mask] }))).toEqual(first);
  });

  // The results follow from the shapes. A kernel of wasm would trap on arrays without entries.
  describe.each(emptySpecs.map((spec) => [JSON.stringify(spec), spec] as const))('%s', (_, spec) => {
    const parsed = parseSpec(spec);
    const channels = outputChannels(parsed, 4);
    const names = parametersOf(parsed, 4).filter(({ trainable }) => trainable);

    it.each(['channelsLast', 'channelsFirst'] as const)('of no images, %s', async (dataFormat) => {
      const x = tf.zeros(dataFormat === 'channelsLast' ? [0, 6, 4] : [0, 4, 6]);
      for (const options of [{ dataFormat }, { dataFormat, mask: [], tokenWeights: tf.zeros([0, 6]) }]) {
        expect(pool(x, spec, options).shape).toEqual([0, channels]);
        expect(poolingWeights(x, spec, options).shape).toEqual([0, 6, weightChannels(parsed, 4)]);
        expect(attribution(x, spec, options).average.effectiveTokens.shape).toEqual([0, 1, 1]);
        const live = names.map(({ shape, start }) => tf.tensor([...start], [...shape]));
        const pooled = (x: tf.Tensor, ...p: tf.Tensor[]) => {
          const parameters = Object.fromEntries(names.map(({ name }, i) => [name, p[i]!]));
          return pool(x, spec, { ...options, parameters });
        };
        // Without a loss, since tfjs cannot sum an empty tensor on webgl and webgpu.
        const [dx, ...rest] = tf.grads(pooled as never)([x, ...live], tf.zeros([0, channels]));
        expect(dx!.shape).toEqual(x.shape);
        for (const gradient of rest)
          expect((await values(gradient)).every((value) => value === 0)).toBe(true);
      }
    });
    it('of different lengths, and in a layer', async () => {
      expect(poolRagged(tf.zeros([0, 4]), [0], spec).shape).toEqual([0, channels]);
      expect(raggedPoolingWeights(tf.zeros([0, 4]), [0], spec).shape).toEqual([0, weightChannels(parsed, 4)]);
      expect(await values(poolRagged(tf.zeros([0, 4]), [0, 0, 0], spec))).toEqual(
        new Array(2 * channels).fill(0),
      );
      const layer = poolingLayer({ spec });
      expect((layer.apply(tf.zeros([0, 6, 4])) as tf.Tensor).shape).toEqual([0, channels]);
      expect(() => pool(tf.zeros([2, 0, 4]), spec)).toThrow('Leave empty inputs out.');
    });
  });
});

it('refuses an option that it does not know, with the one that was meant', () => {
  const masks: object = { masks: [1, 0] };
  const known = 'Known options: mask, tokenWeights, parameters';
  const unknown = `mean: unknown option "masks". Did you mean "mask"? ${known}`;
  const x = [[[1], [3]]];
  expect(() => pool(x, mean, masks)).toThrow(`${unknown}, dataFormat, keepDims.`);
  expect(() => poolingWeights(x, mean, masks)).toThrow(`${unknown}, dataFormat.`);
  expect(() => attribution(x, mean, masks)).toThrow(`${unknown}, dataFormat, groups.`);
  expect(() => poolRagged([[1], [3]], [0, 2], mean, masks)).toThrow(`${unknown}.`);
  expect(() => raggedPoolingWeights([[1], [3]], [0, 2], mean, masks)).toThrow(`${unknown}.`);
  const args = { spec: mean, keepDim: true };
  expect(() => poolingLayer(args)).toThrow(
    'poolingLayer: unknown option "keepDim". Did you mean "keepDims"? Known options: spec, dataFormat, keepDims, name, ',
  );
});
