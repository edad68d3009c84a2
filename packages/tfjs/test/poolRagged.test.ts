import {
  hessianVectorArray,
  type PoolingSpecInput,
  poolRaggedArray,
  poolRaggedArrayGradient,
  raggedPoolingWeightsArray,
} from '@ggem/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { poolRagged, raggedPoolingWeights } from '../src/index.ts';
import { expectClose } from './compare.ts';
import { devices, startDevice } from './conformance/startDevice.ts';

const channels = 6;
const offsets = [0, 3, 5, 5, 11];
const total = 11;
const numbers = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => Math.fround(Math.sin((i + 1) * seed) * 2));
const data = numbers(total * channels, 12.9898);
const dy = numbers(4 * channels, 78.233);
const mask = [1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1];
const specs: PoolingSpecInput[] = [
  { type: 'token', index: -1 },
  { type: 'mean', prefixTokens: 1 },
  { type: 'max' },
  { type: 'ggem', groups: 3, p: [3, 0, -2] },
  {
    type: 'mix',
    parts: [
      { type: 'token', index: -2 },
      { type: 'lse', r: 2 },
    ],
  },
];

describe.each(devices)('poolRagged on %s', (device) => {
  beforeAll(() => startDevice(device));

  it.each(specs.map((spec) => [JSON.stringify(spec), spec] as const))(
    'agrees with the reference in value, weights and gradient: %s',
    async (_, spec) => {
      const reference = { data, channels, offsets };
      const x = tf.tensor2d(data, [total, channels]);
      const options = { mask: tf.tensor1d(mask) };
      const y = poolRagged(x, offsets, spec, options);
      expect(y.shape).toEqual([4, channels]);
      await expectClose(y, poolRaggedArray(reference, spec, { mask }), 4e-6);
      await expectClose(
        raggedPoolingWeights(x, offsets, spec, options),
        raggedPoolingWeightsArray(reference, spec, { mask }),
        4e-6,
      );
      const upstream = tf.tensor2d(dy, [4, channels]);
      const dx = tf.grad((t) => poolRagged(t, offsets, spec, options).mul(upstream).sum())(x);
      await expectClose(dx, poolRaggedArrayGradient(reference, spec, dy, { mask }).tokens, 4e-6);
    },
  );
  it('gives the gradient of a trainable p, and keeps no tensor', async () => {
    const spec = { type: 'ggem', groups: 3 } as const;
    const x = tf.tensor2d(data, [total, channels]);
    const p = tf.tensor1d([2, 3, 4]);
    const upstream = tf.tensor2d(dy, [4, channels]);
    const before = tf.memory().numTensors;
    const dp = tf.grad((exponents: tf.Tensor) =>
      poolRagged(x, offsets, spec, { parameters: { p: exponents } })
        .mul(upstream)
        .sum(),
    )(p);
    expect(tf.memory().numTensors).toBe(before + 1);
    const expected = poolRaggedArrayGradient({ data, channels, offsets }, spec, dy, {
      parameters: { p: [2, 3, 4] },
    });
    await expectClose(dp, expected.parameters.p!, 4e-6);
  });
  it('differentiates twice', async () => {
    const spec = { type: 'gem', p: 3, negatives: 'abs' } as const;
    const v = numbers(total * channels, 4.1414);
    const [x, direction] = [tf.tensor2d(data, [total, channels]), tf.tensor2d(v, [total, channels])];
    const slope = (t: tf.Tensor) =>
      tf
        .grad((u) => poolRagged(u, offsets, spec).sum())(t)
        .mul(direction)
        .sum();
    const expected = [0, 1, 3].flatMap((b) => {
      const part = (of: number[]) => of.slice(offsets[b]! * channels, offsets[b + 1]! * channels);
      const tokens = { data: part(data), shape: [1, offsets[b + 1]! - offsets[b]!, channels] as const };
      const ones = new Array<number>(channels).fill(1);
      return [...hessianVectorArray(tokens, spec, ones, { tokens: part(v) }).tokens];
    });
    await expectClose(tf.grad(slope)(x), expected, 4e-6);
  });
});

it('refuses offsets that do not fit', () => {
  expect(() => poolRagged(tf.ones([3, 2]), [0, 4], { type: 'mean' })).toThrow(
    'mean: offsets must rise from 0 to the number of tokens, 3, one more of them than images, but [0, 4] came. Give where each image begins, then the end.',
  );
});
