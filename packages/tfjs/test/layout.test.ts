import { poolArray, poolArrayGradient } from '@ggem/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { pool, poolingLayer, poolingWeights } from '../src/index.ts';
import { expectClose } from './compare.ts';
import { startDevice } from './conformance/startDevice.ts';

const [batch, height, width, channels] = [2, 3, 4, 6];
const data = Float32Array.from(
  { length: batch * height * width * channels },
  (_, i) => ((i * 37) % 101) / 50 - 1,
);
const image = () => tf.tensor4d(data, [batch, height, width, channels]);
/** The same values as a volume of two slices. */
const sides = [2, 3, 2] as const;
const volume = () => tf.tensor5d(data, [batch, ...sides, channels]);
const volumeFirst = () => tf.transpose(volume(), [0, 4, 1, 2, 3]);
const channelsFirst = () => tf.transpose(image(), [0, 3, 1, 2]);
const spec = { type: 'regional', levels: 2, part: { type: 'gem', negatives: 'abs' }, after: ['l2'] } as const;

describe('layouts', () => {
  beforeAll(() => startDevice('cpu'));

  it('pools the same image from both layouts and as tokens', async () => {
    const expected = poolArray({ data, shape: [batch, height, width, channels] }, spec);
    const tokens = tf.reshape(image(), [batch, height * width, channels]);
    const fromTokens = pool(tokens, { ...spec, grid: [height, width] });
    await expectClose(pool(image(), spec), expected, 1e-5);
    await expectClose(pool(channelsFirst(), spec, { dataFormat: 'channelsFirst' }), expected, 1e-5);
    await expectClose(fromTokens, expected, 1e-5);
    const swapped = tf.transpose(tokens, [0, 2, 1]);
    await expectClose(
      pool(swapped, { ...spec, grid: [height, width] }, { dataFormat: 'channelsFirst' }),
      expected,
      1e-5,
    );
  });

  it('gives gradients in the layout of the input', async () => {
    const dy = new Float64Array(batch * channels).fill(1);
    const { tokens } = poolArrayGradient({ data, shape: [batch, height, width, channels] }, spec, dy);
    const dx = tf.grad((x) => pool(x, spec, { dataFormat: 'channelsFirst' }).sum())(channelsFirst());
    expect(dx.shape).toEqual([batch, channels, height, width]);
    await expectClose(tf.transpose(dx, [0, 2, 3, 1]), tokens, 1e-5);
  });

  it('takes masks shaped like the image', async () => {
    const kept = tf.tensor3d([1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0], [1, height, width]);
    const mask = tf.tile(kept, [batch, 1, 1]);
    const left = tf.slice(image(), [0, 0, 0, 0], [batch, height, 2, channels]);
    await expectClose(
      pool(image(), { type: 'mean' }, { mask }),
      await pool(left, { type: 'mean' }).data(),
      1e-6,
    );
  });

  it('keeps axes of length 1 where they are asked for', () => {
    const mean = { type: 'mean' } as const;
    const tokens = tf.zeros([2, 5, 6]);
    expect(pool(tokens, mean, { keepDims: true }).shape).toEqual([2, 1, 6]);
    expect(pool(tokens, mean, { keepDims: true, dataFormat: 'channelsFirst' }).shape).toEqual([2, 5, 1]);
    expect(pool(image(), mean, { keepDims: true }).shape).toEqual([2, 1, 1, 6]);
    expect(pool(channelsFirst(), mean, { keepDims: true, dataFormat: 'channelsFirst' }).shape).toEqual([
      2, 6, 1, 1,
    ]);
    expect(pool(volume(), mean, { keepDims: true }).shape).toEqual([2, 1, 1, 1, 6]);
    expect(pool(volumeFirst(), mean, { keepDims: true, dataFormat: 'channelsFirst' }).shape).toEqual([
      2, 6, 1, 1, 1,
    ]);
    expect(poolingWeights(image(), mean).shape).toEqual([2, 12, 6]);
    expect(poolingWeights(volumeFirst(), mean, { dataFormat: 'channelsFirst' }).shape).toEqual([2, 12, 6]);
  });

  it('pools volumes from both layouts, with masks and gradients shaped like them', async () => {
    const gem = { type: 'ggem', groups: 3, p: [3, 0.5, -2] } as const;
    const first = { dataFormat: 'channelsFirst' } as const;
    const kept = Array.from({ length: (batch * height * width) as number }, (_, i) => Number(i % 5 !== 1));
    const mask = tf.tensor4d(kept, [batch, ...sides]);
    const reference = { data, shape: [batch, height * width, channels] };
    const expected = poolArray(reference, gem, { mask: kept });
    await expectClose(pool(volume(), gem, { mask }), expected, 1e-5);
    await expectClose(
      pool(volumeFirst(), gem, { ...first, mask, tokenWeights: tf.onesLike(mask) }),
      expected,
      1e-5,
    );
    const dy = new Float64Array(batch * channels).fill(1);
    const { tokens } = poolArrayGradient(reference, gem, dy, { mask: kept });
    const dx = tf.grad((x) => pool(x, gem, { ...first, mask }).sum())(volumeFirst());
    expect(dx.shape).toEqual([batch, channels, ...sides]);
    await expectClose(tf.transpose(dx, [0, 2, 3, 4, 1]), tokens, 1e-5);
    const atOnce = pool(volume(), { ...spec, grid: [height, width] });
    await expectClose(atOnce, await pool(image(), spec).data(), 1e-6);
  });

  it('says what it wants of an image', () => {
    expect(() => pool(image(), { type: 'mean', prefixTokens: 1 })).toThrow(
      'mean: prefixTokens must be 0 for an image, which has none, but 1 came. Give tokens as [batch, tokens, channels].',
    );
    expect(() => pool(image(), { type: 'mean' }, { dataFormat: 'nchw' as never })).toThrow(
      'mean: dataFormat must be "channelsLast" or "channelsFirst", but "nchw" came.',
    );
    expect(() => pool(volume(), spec)).toThrow(
      'regional: grid must have two sides, since the regions are rectangles, but the input has three, [2, 3, 2]. Give grid: [height, width].',
    );
    expect(() => pool(tf.zeros([2, 1, 2, 3, 2, 6]), { type: 'mean' })).toThrow(
      'mean: tokens must have shape [batch, tokens, channels], [batch, height, width, channels] or [batch, depth, height, width, channels], but [2, 1, 2, 3, 2, 6] came. Reshape or expand them.',
    );
    expect(() => pool(tf.zeros([2, 12, 6]), spec)).toThrow(
      'regional: grid must say how the tokens lie, but neither spec nor input has one. Give grid: [height, width].',
    );
  });
});

describe('the layer', () => {
  beforeAll(() => startDevice('cpu'));

  it('pools images, and keeps layout, shape and whitening through saving and loading', async () => {
    const layer = poolingLayer({
      spec: {
        type: 'concat',
        parts: [{ type: 'lse' }, { type: 'positionWeightedMean' }, { type: 'attention', heads: 2 }],
        after: ['l2', { whiten: 3 }, 'l2'],
      },
      dataFormat: 'channelsFirst',
      keepDims: true,
      inputShape: [channels, height, width],
    });
    const model = tf.sequential({ layers: [layer] });
    expect(model.outputs[0]!.shape).toEqual([null, 3, 1, 1]);
    // The weights that are trained, then those that are not: the whitening.
    expect(layer.trainableWeights.map(({ shape }) => shape)).toEqual([[1], [channels]]);
    expect(layer.nonTrainableWeights.map(({ shape }) => shape)).toEqual([[18], [18, 3]]);
    layer.setWeights(layer.weights.map(({ shape }) => tf.randomUniform(shape as number[])));
    const saved = await new Promise<tf.io.ModelArtifacts>((resolve) => {
      model.save(
        tf.io.withSaveHandler(async (artifacts) => {
          resolve(artifacts);
          return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
        }),
      );
    });
    const topology = JSON.parse(JSON.stringify(saved.modelTopology)) as object;
    const loaded = await tf.loadLayersModel(tf.io.fromMemory({ ...saved, modelTopology: topology }));
    const before = model.predict(channelsFirst()) as tf.Tensor;
    expect(before.shape).toEqual([batch, 3, 1, 1]);
    await expectClose(loaded.predict(channelsFirst()) as tf.Tensor, await before.data(), 1e-6);
  });
});

describe('second derivatives', () => {
  beforeAll(() => startDevice('cpu'));

  it('pass through the maximum that a step after it uses', async () => {
    // The maxima are a = 3 and b = 4.
    const x = tf.tensor3d([3, 1, 2, 4], [1, 2, 2]);
    const first = (tokens: tf.Tensor) =>
      tf.slice(pool(tokens, { type: 'max', after: ['l2'] }), [0, 0], [1, 1]).sum();
    const slope = (tokens: tf.Tensor) => tf.slice(tf.grad(first)(tokens), [0, 0, 0], [1, 1, 1]).sum();
    const curvature = await tf.grad(slope)(x).data();
    // ∂²/∂a² of a / √(a² + b²) is -3 a b² / (a² + b²)^(5/2).
    expect(curvature[0]).toBeCloseTo((-3 * 3 * 16) / 5 ** 5, 5);
  });
});
