import { attributionArray, type GgemError, attributionMap as mapArray } from '@ggem/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { attribution, attributionMap, pool } from '../src/index.ts';
import { expectClose } from './compare.ts';
import { startDevice } from './conformance/startDevice.ts';

// Two images of 2 × 3 patches after a class token, four channels.
const [batch, count, channels] = [2, 7, 4];
const data = Float32Array.from({ length: batch * count * channels }, (_, i) => ((i * 37) % 101) / 50 - 0.5);
const tokens = () => tf.tensor3d(data, [batch, count, channels]);
const shape = [batch, count, channels] as const;
const spec = { type: 'ggem', groups: 2, p: [1, 3], prefixTokens: 1 } as const;

describe('attribution', () => {
  beforeAll(() => startDevice('cpu'));

  it('agrees with the reference at every level, and leaves no tensor over', async () => {
    const mask = Float32Array.from({ length: batch * count }, (_, i) => Number(i % 5 !== 3));
    const expected = attributionArray({ data, shape }, spec, { mask });
    const [x, kept] = [tokens(), tf.tensor2d(mask, [batch, count])];
    const before = tf.memory().numTensors;
    const found = attribution(x, spec, { mask: kept });
    expect(tf.memory().numTensors - before).toBe(6);
    for (const level of ['byChannel', 'byGroup', 'average'] as const) {
      expect(found[level].weights.shape).toEqual(expected[level].weights.shape);
      await expectClose(found[level].weights, expected[level].weights.data, 1e-6);
      await expectClose(found[level].effectiveTokens, expected[level].effectiveTokens.data, 1e-6);
    }
    tf.dispose(found);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives weights whose sum with the tokens is what a mean pools, exactly', async () => {
    const { weights } = attribution(tokens(), { type: 'mean', prefixTokens: 1 }).byChannel;
    const pooled = pool(tokens(), { type: 'mean', prefixTokens: 1 });
    await expectClose(tf.sum(tf.mul(weights, tokens()), 1), await pooled.data(), 1e-6);
  });

  it('lays patches on their grid, without the class token, one map a group', async () => {
    const { byGroup } = attribution(tokens(), spec);
    const map = attributionMap(byGroup.weights, [2, 3]);
    expect(map.shape).toEqual([batch, 2, 2, 3]);
    await expectClose(map, mapArray(attributionArray({ data, shape }, spec).byGroup.weights, [2, 3]), 1e-6);
  });

  it('reads images in both layouts, and gives regions of their grid weights', async () => {
    const image = tf.tensor4d(data.subarray(0, 48), [1, 3, 4, 4]);
    const regional = { type: 'regional', levels: 2 } as const;
    const expected = attributionArray({ data: data.subarray(0, 48), shape: [1, 3, 4, 4] }, regional).average;
    const first = tf.transpose(image, [0, 3, 1, 2]);
    await expectClose(attribution(image, regional).average.weights, expected.weights.data, 1e-6);
    const { average } = attribution(first, regional, { dataFormat: 'channelsFirst' });
    await expectClose(average.weights, expected.weights.data, 1e-6);
  });

  it('averages over the heads of an attention, or as many groups as asked for', () => {
    const parameters = { query: tf.tensor1d([1, -1, 0.5, 2]) };
    const attention = { type: 'attention', heads: 2 } as const;
    expect(attribution(tokens(), attention, { parameters }).byGroup.weights.shape).toEqual([2, 7, 2]);
    expect(attribution(tokens(), spec, { groups: 4 }).byGroup.weights.shape).toEqual([2, 7, 4]);
  });

  it('refuses groups and grids that do not fit', () => {
    const refusal = (act: () => unknown): string => {
      try {
        act();
      } catch (error) {
        return `${(error as GgemError).code} | ${(error as GgemError).message}`;
      }
      return 'nothing thrown';
    };
    expect(refusal(() => attribution(tokens(), spec, { groups: 3 }))).toBe(
      'shape | attribution: groups must divide channels, but 3 does not divide 4. Use a divisor.',
    );
    const { average } = attribution(tokens(), spec);
    expect(refusal(() => attributionMap(average.weights, [3, 3]))).toBe(
      'shape | attribution: grid must have at most as many places as there are tokens, 7, but 3 × 3 came. Give [height, width] in patches.',
    );
  });
});
