import { type PoolingSpecInput, parametersOf, parseSpec, poolArray } from '@ggem/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PoolingLayer, pool, poolingLayer } from '../src/index.ts';
import { expectClose } from './compare.ts';
import { devices, startDevice } from './conformance/startDevice.ts';

const attends = [
  { score: 'query' },
  { score: 'query', groups: 3, value: 9 },
  { score: 'gated', hidden: 4 },
  { score: 'mean' },
] as const;
const specs: readonly PoolingSpecInput[] = attends.flatMap((attend) => [
  { type: 'mean', attend },
  { type: 'ggem', groups: 3, p: [2, 3, 4], negatives: 'shift', attend },
]);

describe.each(devices)('tokens that attend, as a layer on %s', (device) => {
  beforeAll(() => startDevice(device));
  beforeEach(() => tf.disposeVariables());

  it.each(specs)('starts where core says, with a weight for each parameter: %j', async (spec) => {
    const x = tf.randomUniform([2, 5, 6], -1, 2);
    const layer = poolingLayer({ spec });
    const y = layer.apply(x) as tf.Tensor;
    const known = parametersOf(parseSpec(spec), 6);
    expect(layer.trainableWeights.map(({ shape }) => shape)).toEqual(known.map(({ shape }) => shape));
    const parameters = Object.fromEntries(known.map(({ name, start }) => [name, start!]));
    const data = await x.data();
    await expectClose(y, poolArray({ data, shape: [2, 5, 6] }, spec, { parameters }), 1e-5);
  });

  it('learns which token counts', async () => {
    // In each image, channel 0 of one token tells the class, and channel 1 tells which token that is.
    const [images, tokens] = [64, 6];
    const labels = Array.from({ length: images }, (_, i) => i % 2);
    const data = labels.flatMap((label, i) =>
      Array.from({ length: tokens }, (_, n) => {
        const tells = n === (i * 5) % tokens;
        const noise = Math.sin(i * 12.9898 + n * 78.233);
        return tells ? [label * 2 - 1, 2, noise] : [noise * 3, -2, -noise];
      }).flat(),
    );
    const x = tf.tensor3d(data, [images, tokens, 3]);
    const y = tf.tensor2d(labels, [images, 1]);
    const train = async (spec: PoolingSpecInput): Promise<number> => {
      const model = tf.sequential({
        layers: [
          poolingLayer({ spec, inputShape: [tokens, 3] }),
          tf.layers.dense({ units: 1, activation: 'sigmoid', kernelInitializer: 'ones' }),
        ],
      });
      model.compile({ optimizer: tf.train.adam(0.1), loss: 'binaryCrossentropy' });
      const { history } = await model.fit(x, y, { epochs: 30, batchSize: 32, shuffle: false, verbose: 0 });
      return (history.loss as number[]).at(-1)!;
    };
    const attended = await train({ type: 'mean', attend: { score: 'query' } });
    const plain = await train({ type: 'mean' });
    expect(attended).toBeLessThan(0.3 * plain);
  });

  it('survives saving and loading', async () => {
    const spec = { type: 'ggem', groups: 2, attend: { score: 'gated', hidden: 3 } } as const;
    const model = tf.sequential({ layers: [poolingLayer({ spec, inputShape: [5, 4] })] });
    const weights = model.getWeights().map((one) => tf.randomUniform(one.shape, 1, 2));
    model.setWeights(weights);
    const x = tf.randomUniform([2, 5, 4], 0, 2);
    const saved: tf.io.ModelArtifacts[] = [];
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved.push(artifacts);
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
      }),
    );
    const again = await tf.loadLayersModel(tf.io.fromMemory(saved[0]!));
    expect(again.layers[0]).toBeInstanceOf(PoolingLayer);
    await expectClose(again.predict(x) as tf.Tensor, await (model.predict(x) as tf.Tensor).data(), 1e-6);
  });

  it('is differentiable twice', async () => {
    const spec = { type: 'gem', p: 3, attend: { score: 'query', groups: 2 } } as const;
    const x = tf.randomUniform<tf.Rank.R3>([1, 4, 4], 0.5, 2);
    const query = tf.randomUniform<tf.Rank.R2>([2, 4]);
    const slope = (q: tf.Tensor) => {
      const loss = (given: tf.Tensor): tf.Scalar =>
        pool(given, spec, { parameters: { 'attend.query': q } })
          .square()
          .sum();
      return tf.grad(loss)(x).square().sum() as tf.Scalar;
    };
    const second = tf.grad(slope)(query);
    const h = 1e-2;
    const values = await query.data();
    const at = async (i: number, by: number): Promise<number> => {
      const moved = Float32Array.from(values);
      moved[i]! += by;
      return (await slope(tf.tensor2d(moved, [2, 4])).data())[0]!;
    };
    const differences: number[] = [];
    for (let i = 0; i < 8; i++) differences.push(((await at(i, h)) - (await at(i, -h))) / (2 * h));
    const scale = Math.max(...differences.map(Math.abs));
    await expectClose(
      second.div(scale),
      differences.map((one) => one / scale),
      2e-3,
    );
  });
});
