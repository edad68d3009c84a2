import { type PoolingSpecInput, poolArray } from '@ggem/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { exponentInRange, exponentOptimizer, PoolingLayer, pool, poolingLayer } from '../src/index.ts';
import { expectClose } from './compare.ts';
import { devices, startDevice } from './conformance/startDevice.ts';

const cells = { type: 'pyramid', grid: [2, 2], levels: [1, 2] } as const;

/** What a model is saved as, through JSON. */
async function savedOf(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  const saved = await new Promise<tf.io.ModelArtifacts>((resolve) => {
    model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        resolve(artifacts);
        return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
      }),
    );
  });
  return { ...saved, modelTopology: JSON.parse(JSON.stringify(saved.modelTopology)) as object };
}

describe.each(devices)('PoolingLayer on %s', (device) => {
  beforeAll(() => startDevice(device));
  beforeEach(() => tf.disposeVariables());

  it('pools as the function does', async () => {
    const x = tf.randomUniform([2, 5, 6], -1, 2);
    const layer = poolingLayer({ spec: { type: 'ggem', groups: 3, p: [2, 3, 4], prefixTokens: 1 } });
    const y = layer.apply(x) as tf.Tensor;
    await expectClose(y, await pool(x, layer.spec).data(), 1e-6);
    expect(layer.computeOutputShape([null, null, 6])).toEqual([null, 6]);
    expect((await layer.parameters()).p).toEqual([2, 3, 4]);
  });

  it('honours the mask of an embedding', async () => {
    const table = tf.tensor2d([[7], [1], [3], [101]]);
    const embedding = tf.layers.embedding({
      inputDim: 4,
      outputDim: 1,
      maskZero: true,
      weights: [table],
      inputLength: 4,
    });
    const model = tf.sequential({ layers: [embedding, poolingLayer({ spec: { type: 'mean' } })] });
    await expectClose(model.predict(tf.tensor2d([[1, 2, 0, 0]])) as tf.Tensor, [2], 1e-6);
  });

  it('survives saving and loading, trained p included', async () => {
    const spec = {
      type: 'ggem',
      groups: 2,
      p: [3, 4],
      range: [1, null],
      negatives: 'shift',
      prefixTokens: 1,
    } as const;
    const model = tf.sequential({
      layers: [poolingLayer({ spec, inputShape: [5, 4] }), tf.layers.dense({ units: 2 })],
    });
    model.compile({ optimizer: tf.train.sgd(0.5), loss: 'meanSquaredError' });
    const x = tf.randomUniform([4, 5, 4], 0, 2);
    await model.fit(x, tf.ones([4, 2]), { epochs: 2, verbose: 0 });
    const layer = model.layers[0] as PoolingLayer;
    expect((await layer.parameters()).p).not.toEqual([3, 4]);

    const saved = await savedOf(model);
    expect(JSON.stringify(saved.modelTopology)).toContain('"class_name":"GgemPooling"');
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved));
    expect((loaded.layers[0] as PoolingLayer).spec).toEqual(layer.spec);
    expect(await (loaded.layers[0] as PoolingLayer).parameters()).toEqual(await layer.parameters());
    await expectClose(loaded.predict(x) as tf.Tensor, await (model.predict(x) as tf.Tensor).data(), 1e-6);
  });

  it.each([
    ['part of part', { ...cells, part: { type: 'regional', grid: [2, 2], part: { type: 'gem' } } }],
    [
      'parts of part',
      { ...cells, part: { type: 'concat', parts: [{ type: 'gem', p: 2 }, { type: 'max' }] } },
    ],
    ['part of parts', { type: 'mix', parts: [{ ...cells, part: { type: 'lse' } }], trainable: true }],
    [
      'parts of parts, whitened',
      {
        type: 'concat',
        parts: [{ type: 'mix', parts: [{ type: 'gem', range: [1, 10] }, { type: 'max' }] }, { type: 'mean' }],
        after: ['l2'],
      },
    ],
  ] as const)('survives saving and loading two levels deep: %s', async (_, spec: PoolingSpecInput) => {
    const model = tf.sequential({ layers: [poolingLayer({ spec, inputShape: [4, 2] })] });
    const layer = model.layers[0] as PoolingLayer;
    layer.setWeights(layer.getWeights().map((weight) => weight.add(0.5)));
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(await savedOf(model)));
    const again = loaded.layers[0] as PoolingLayer;
    expect(again.spec).toEqual(layer.spec);
    expect(await again.parameters()).toEqual(await layer.parameters());
    const x = tf.randomUniform([2, 4, 2], 0.1, 2, 'float32', 1);
    const expected = poolArray({ data: await x.data(), shape: [2, 4, 2] }, spec, {
      parameters: await layer.parameters(),
    });
    await expectClose(loaded.predict(x) as tf.Tensor, expected, 1e-5);
  });

  it('keeps every spec through its config', () => {
    for (const spec of [
      { type: 'token', index: 'last' },
      { type: 'max' },
      { type: 'ggem', groups: 2, p: ['-inf', 1] },
    ] as const) {
      const config = poolingLayer({ spec, name: 'pooled' }).getConfig();
      const again = new PoolingLayer(JSON.parse(JSON.stringify(config)));
      expect(again.getConfig()).toEqual(config);
    }
  });

  it('holds p in its range whatever a step does', async () => {
    const layer = poolingLayer({ spec: { type: 'gem', p: 2, range: [1, 4] } });
    layer.apply(tf.ones([1, 2, 1]));
    expect((await layer.parameters()).p![0]).toBeCloseTo(2, 5);
    layer.setWeights([tf.tensor1d([1000])]);
    expect((await layer.parameters()).p![0]).toBe(4);
    layer.setWeights([tf.tensor1d([-1000])]);
    expect((await layer.parameters()).p![0]).toBe(1);
  });

  it('trains p with an optimizer of its own', async () => {
    const x = tf.randomUniform([4, 5, 2], 0.1, 2, 'float32', 1);
    const moved = async (rate: number) => {
      const layer = poolingLayer({ spec: { type: 'gem' }, inputShape: [5, 2] });
      const dense = tf.layers.dense({ units: 1, kernelInitializer: 'ones' });
      const model = tf.sequential({ layers: [layer, dense] });
      model.compile({
        optimizer: exponentOptimizer(tf.train.sgd(0), tf.train.sgd(rate)),
        loss: 'meanSquaredError',
      });
      await model.fit(x, tf.zeros([4, 1]), { epochs: 1, verbose: 0, shuffle: false });
      const [kernel] = await Promise.all(dense.getWeights().map((weight) => weight.data()));
      expect([...kernel!]).toEqual([1, 1]);
      return 3 - (await layer.parameters()).p![0]!;
    };
    const [slow, fast] = [await moved(0.01), await moved(0.1)];
    expect(slow).toBeGreaterThan(0);
    expect(fast / slow).toBeCloseTo(10, 1);
  });

  it('leaks no tensor over training steps', async () => {
    const model = tf.sequential({
      layers: [
        poolingLayer({ spec: { type: 'ggem', groups: 2, range: [1, null] }, inputShape: [3, 4] }),
        tf.layers.dense({ units: 1 }),
      ],
    });
    model.compile({
      optimizer: exponentOptimizer(tf.train.adam(1e-3), tf.train.adam(1e-2)),
      loss: 'meanSquaredError',
    });
    const [x, y] = [tf.randomUniform([2, 3, 4]), tf.ones([2, 1])];
    await model.fit(x, y, { epochs: 1, verbose: 0 });
    const before = tf.memory().numTensors;
    await model.fit(x, y, { epochs: 3, verbose: 0 });
    (model.predict(x) as tf.Tensor).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says at build time what does not fit', () => {
    expect(() =>
      poolingLayer({ spec: { type: 'ggem', groups: 5 } }).apply(tf.input({ shape: [196, 768] })),
    ).toThrow(
      'ggem: groups must divide channels, but 5 does not divide 768. Use a divisor such as 4, 6 or 8.',
    );
  });
});

describe.each(devices)('exponentInRange on %s', (device) => {
  beforeAll(() => startDevice(device));
  it('differentiates twice', async () => {
    const values = [-3, 0, 0.5, 4];
    const raw = tf.tensor1d(values);
    const sigmoid = values.map((t) => 1 / (1 + Math.exp(-t)));
    const slope = tf.grad((t) => exponentInRange(t, [1, null]).sum());
    await expectClose(slope(raw), sigmoid, 1e-5);
    await expectClose(
      tf.grad((t) => slope(t).sum())(raw),
      sigmoid.map((s) => s * (1 - s)),
      1e-5,
    );
    const both = tf.grad((t) => exponentInRange(t, [0, 2]).sum());
    await expectClose(
      tf.grad((t) => both(t).sum())(raw),
      sigmoid.map((s) => 2 * s * (1 - s) * (1 - 2 * s)),
      1e-5,
    );
  });
});
