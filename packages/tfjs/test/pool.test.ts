import { type PoolingSpecInput, poolArray, poolArrayGradient, poolingWeightsArray } from '@ggem/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { pool, poolingWeights } from '../src/index.ts';
import { expectClose } from './compare.ts';
import { devices, startDevice } from './conformance/startDevice.ts';

const [batch, count, channels] = [2, 9, 6] as const;
const shape = [batch, count, channels] as const;
const random = (seed: number, low: number, high: number, of: number[]) =>
  Array.from(tf.tidy(() => tf.randomUniform(of, low, high, 'float32', seed).dataSync()));
const powers: PoolingSpecInput[] = [0.2, 0, -0.2, 1, 3, 25, -4, 'inf', '-inf'].map(
  (p) => ({ type: 'gem', p }) as PoolingSpecInput,
);
const specs: PoolingSpecInput[] = [
  { type: 'token', index: -2 },
  { type: 'token', index: 'last' },
  { type: 'mean', prefixTokens: 1 },
  { type: 'max', prefixTokens: 1 },
  ...powers,
  { type: 'ggem', groups: 3, p: [3, 0.1, 'inf'], prefixTokens: 1 },
  { type: 'ggem', groups: 3, p: [2.5, 0.1, -3], layout: 'interleaved' },
  { type: 'gem', negatives: 'shift' },
  { type: 'gem', negatives: 'abs' },
];

describe.each(devices)('pool on %s', (device) => {
  beforeAll(() => startDevice(device));
  // Made on cpu: WebGPU cannot be read synchronously.
  const data = {
    x: [] as number[],
    dy: [] as number[],
    mask: [1, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1],
    tokenWeights: [] as number[],
  };
  beforeAll(async () => {
    await tf.setBackend('cpu');
    data.x = random(3, -0.5, 2, [...shape]);
    data.dy = random(5, -1, 1, [batch, channels]);
    data.tokenWeights = random(7, 0.1, 2, [batch, count]);
    await startDevice(device);
  });

  describe.each(specs.map((spec) => [JSON.stringify(spec), spec] as const))('%s', (_, spec) => {
    it.each([
      ['all tokens', false, false],
      ['a mask', true, false],
      ['mask and weights', true, true],
    ])('agrees with the reference in value, weights and gradient: %s', async (_, masked, weighted) => {
      const given = {
        mask: masked ? data.mask : undefined,
        tokenWeights: weighted ? data.tokenWeights : undefined,
      };
      const reference = { data: data.x, shape };
      const x = tf.tensor3d(data.x, [...shape]);
      const options = {
        mask: given.mask && tf.tensor2d(given.mask, [batch, count]),
        tokenWeights: given.tokenWeights && tf.tensor2d(given.tokenWeights, [batch, count]),
      };
      const dy = tf.tensor2d(data.dy, [batch, channels]);
      const y = pool(x, spec, options);
      expect(y.shape).toEqual([batch, channels]);
      await expectClose(y, poolArray(reference, spec, given), 4e-6);
      await expectClose(poolingWeights(x, spec, options), poolingWeightsArray(reference, spec, given), 4e-6);
      const dx = tf.grad((tokens) => pool(tokens, spec, options).mul(dy).sum())(x);
      await expectClose(dx, poolArrayGradient(reference, spec, data.dy, given).tokens, 4e-6);
    });
  });

  const live = [
    [3, 4, 5],
    [0.3, 0, -0.2],
    [-2, 0.4, 25],
  ];
  it.each(live.map((p) => [p] as const))('differentiates with respect to p = %j', async (values) => {
    for (const layout of ['contiguous', 'interleaved'] as const) {
      const spec = { type: 'ggem', groups: 3, layout } as const;
      const x = tf.tensor3d(data.x, [...shape]);
      const dy = tf.tensor2d(data.dy, [batch, channels]);
      const p = tf.tensor1d(values);
      const [dx, dp] = tf.grads((tokens, exponents) =>
        pool(tokens, spec, { parameters: { p: exponents } })
          .mul(dy)
          .sum(),
      )([x, p]);
      const expected = poolArrayGradient({ data: data.x, shape }, spec, data.dy, {
        parameters: { p: Float32Array.from(values) },
      });
      await expectClose(dx!, expected.tokens, 4e-6);
      await expectClose(dp!, expected.parameters.p!, 1e-5);
    }
  });

  it.each([0, 0.3, 1, 3])('differentiates twice at p = %d, in tokens and p together', async (exponent) => {
    const spec = { type: 'gem', negatives: 'abs' } as const;
    const positive = data.x.map((value) => Math.fround(Math.abs(value) + 0.25));
    const along = data.x.map((value, i) => (i % 3) - value);
    const x = tf.tensor3d(positive, [...shape]);
    const direction = tf.tensor3d(along, [...shape]);
    const p = tf.tensor1d([exponent]);
    const dy = tf.tensor2d(data.dy, [batch, channels]);
    const directional = (tokens: tf.Tensor, q: tf.Tensor) => {
      const [dx, dp] = tf.grads((a, b) =>
        pool(a, spec, { parameters: { p: b } })
          .mul(dy)
          .sum(),
      )([tokens, q]);
      return dx!.mul(direction).sum().add(dp!.sum()) as tf.Scalar;
    };
    const [hx, hp] = tf.grads(directional)([x, p]);
    const step = 1e-5;
    const at = (sign: number) => {
      const moved = positive.map((value, i) => value + sign * step * along[i]!);
      return poolArrayGradient({ data: moved, shape }, spec, data.dy, {
        parameters: { p: [exponent + sign * step] },
      });
    };
    const [up, down] = [at(1), at(-1)];
    await expectClose(
      hx!,
      up.tokens.map((value, i) => (value - down.tokens[i]!) / (2 * step)),
      2e-5,
    );
    await expectClose(
      hp!,
      up.parameters.p!.map((value, i) => (value - down.parameters.p![i]!) / (2 * step)),
      2e-5,
    );
  });

  it.each([
    ['a channel wholly at eps, p = 7.6', [1e-9, -2, 0], 7.6],
    ['x = 50, p = 23', [50, 49, 3], 23],
    ['x = 1e30, p = 3', [1e30, 1e29, 1], 3],
    ['x = 1e-30, p = -25', [1e-30, 1, 1e30], -25],
    ['x = 3e38, p = 0.1', [3e38, 1, 2e-6], 0.1],
  ])('is finite in value and both gradients: %s', async (_, values, exponent) => {
    const x = tf.tensor3d(values, [1, 3, 1]);
    const p = tf.tensor1d([exponent]);
    const y = pool(x, { type: 'gem' }, { parameters: { p } });
    const [dx, dp] = tf.grads((tokens, q) => pool(tokens, { type: 'gem' }, { parameters: { p: q } }).sum())([
      x,
      p,
    ]);
    const expected = poolArrayGradient(
      { data: Float32Array.from(values), shape: [1, 3, 1] },
      { type: 'gem' },
      [1],
      { parameters: { p: Float32Array.of(exponent) } },
    );
    const [value] = poolArray(
      { data: Float32Array.from(values), shape: [1, 3, 1] },
      { type: 'gem' },
      { parameters: { p: Float32Array.of(exponent) } },
    );
    await expectClose(y, [value!], 2e-5);
    for (const slope of [...(await dx!.data()), ...(await dp!.data())])
      expect(Number.isFinite(slope)).toBe(true);
    await expectClose(dx!, expected.tokens, 2e-5);
  });

  it('keeps NaN out when its token is dropped, and lets a kept one through', async () => {
    for (const spec of [
      { type: 'mean' },
      { type: 'max' },
      { type: 'gem' },
      { type: 'gem', p: 0 },
      { type: 'gem', p: -2 },
    ] as const) {
      const x = tf.tensor3d([1, 5, Number.NaN, 7, 3, 9], [1, 3, 2]);
      const dropped = await pool(x, spec, { mask: tf.tensor2d([1, 0, 1], [1, 3]) }).data();
      const left = poolArray({ data: [1, 5, 3, 9], shape: [1, 2, 2] }, spec);
      expect([...dropped]).toEqual([...left].map((value) => expect.closeTo(value, 4)));
      const kept = await pool(x, spec).data();
      expect(Number.isNaN(kept[0])).toBe(true);
      expect(Number.isNaN(kept[1])).toBe(false);
    }
  });

  it('gives zeros and no gradient where nothing is kept', async () => {
    for (const spec of specs) {
      const x = tf.fill([1, 3, 6], 2);
      const mask = tf.zeros([1, 3]);
      expect([...(await pool(x, spec, { mask }).data())].map(Math.abs)).toEqual(new Array(6).fill(0));
      const dx = tf.grad((tokens) => pool(tokens, spec, { mask }).sum())(x);
      expect([...(await dx.data())].map(Math.abs)).toEqual(new Array(18).fill(0));
    }
  });

  it('leaks no tensor, forward or backward', () => {
    const x = tf.tensor3d(data.x, [...shape]);
    const mask = tf.tensor2d(data.mask, [batch, count], 'bool');
    const p = tf.tensor1d([3, 0.2, -1]);
    const spec = { type: 'ggem', groups: 3 } as const;
    const before = tf.memory().numTensors;
    pool(x, spec, { mask, parameters: { p } }).dispose();
    poolingWeights(x, spec, { mask, parameters: { p } }).dispose();
    for (const gradient of tf.grads((tokens, q) => pool(tokens, spec, { mask, parameters: { p: q } }).sum())([
      x,
      p,
    ]))
      gradient.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('pools int32 tokens in float32', async () => {
    const x = tf.tensor3d([1, 2, 4, 8], [1, 4, 1], 'int32');
    await expectClose(pool(x, { type: 'mean' }), [3.75], 1e-6);
  });
});

describe('errors', () => {
  beforeAll(() => startDevice('cpu'));
  it.each([
    [
      () => pool(tf.zeros([2, 3]), { type: 'mean' }),
      'mean: tokens must have shape [batch, tokens, channels], [batch, height, width, channels] or [batch, depth, height, width, channels], but [2, 3] came. Reshape or expand them.',
    ],
    [
      () => pool(tf.zeros([1, 2, 768]), { type: 'ggem', groups: 5 }),
      'ggem: groups must divide channels, but 5 does not divide 768. Use a divisor such as 4, 6 or 8.',
    ],
    [
      () => pool(tf.zeros([1, 3, 4]), { type: 'mean' }, { mask: tf.zeros([1, 2]) }),
      'mean: mask must have shape [batch, tokens] = [1, 3], but [1, 2] came. Count prefix tokens too.',
    ],
    [
      () => pool(tf.zeros([1, 3, 4]), { type: 'ggem', groups: 2 }, { parameters: { p: tf.zeros([3]) } }),
      'ggem: p must have shape [groups] = [2], but [3] came. Reshape it.',
    ],
    [
      () => pool(tf.zeros([1, 3, 4]), { type: 'mean' }, { parameters: { p: tf.zeros([1]) } }),
      'mean: unknown parameter "p". It has none.',
    ],
    [
      () => pool(tf.zeros([1, 3, 4]), { type: 'gem' }, { parameters: { p: tf.tensor1d([Number.NaN]) } }),
      'gem: p must be numbers, but NaN came at index 0. A step that is too large may have broken training; set a range for p.',
    ],
    [
      () => pool(tf.zeros([1, 3, 4]), { type: 'mean', prefixTokens: 3 }),
      'mean: prefixTokens must leave a token to pool, but 3 of 3 tokens are prefix. Use a smaller number.',
    ],
    [
      () => pool(tf.zeros([1, 3, 4]), { type: 'token', index: 3 }),
      'token: index must lie in -3..2 for 3 tokens, but 3 came. Use 0 for the class token.',
    ],
    [
      () => pool(tf.fill([1, 1, 1], -1), { type: 'gem', negatives: 'error' }),
      'gem: tokens must not be negative under negatives: "error", but -1 came at index 0. Use "clamp", "shift" or "abs".',
    ],
  ])('names the argument, the rule, the value and the fix: %#', (act, message) => {
    expect(act).toThrow(message);
  });
});
