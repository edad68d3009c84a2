import type { PoolingSpecInput } from '@ggem/core';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { poolGradientKernel, poolKernel } from '../src/fastKernels.ts';
import { pool, poolingLayer } from '../src/index.ts';
import { type PluggedSimd, useSimd } from '../src/simd/index.ts';
import { startDevice } from './conformance/startDevice.ts';

const spec: PoolingSpecInput = { type: 'ggem', groups: 2, p: [2.5, -0.3] };
const runs = async (compute: () => tf.Tensor): Promise<readonly string[]> => {
  const { kernelNames } = await tf.profile(() => tf.tidy(compute));
  return kernelNames.filter((name) => name.startsWith('Ggem'));
};
const tokens = (): tf.Tensor3D => tf.randomUniform([2, 5, 4], 0.1, 3, 'float32', 7);

describe.each(['wasm', 'cpu'])('the kernels plugged into tfjs on %s', (backend) => {
  let plugged: PluggedSimd;
  beforeAll(async () => {
    await startDevice(backend);
    plugged = await useSimd();
  });
  afterAll(() => plugged.stop());

  it('run for a pooling and for its gradient, once each', async () => {
    const x = tokens();
    expect(await runs(() => pool(x, spec))).toEqual([poolKernel]);
    expect(await runs(() => tf.grad((t) => pool(t, spec))(x))).toEqual([poolKernel, poolGradientKernel]);
  });

  it('run in a layer, and train its p', async () => {
    const layer = poolingLayer({ spec: { type: 'ggem', groups: 2 }, inputShape: [5, 4] });
    const model = tf.sequential({ layers: [layer] });
    model.compile({ optimizer: tf.train.sgd(0.5), loss: 'meanSquaredError' });
    const names = await runs(() => model.predict(tokens()) as tf.Tensor);
    expect(names).toEqual([poolKernel]);
    await model.fit(tokens(), tf.zeros([2, 4]), { epochs: 1, verbose: 0 });
    for (const p of (await layer.parameters()).p!) expect(p).not.toBe(3);
  });

  it('leave second derivatives as they are without them', async () => {
    const second = (): tf.Tensor =>
      tf.tidy(() => {
        const x = tokens();
        const p = tf.tensor1d([2.5, -0.3]);
        const mask = tf.tensor2d([1, 1, 0, 1, 1, 1, 1, 1, 0, 1], [2, 5]);
        const first = (t: tf.Tensor, live: tf.Tensor) =>
          tf.grads((a, b) => pool(a!, spec, { mask, parameters: { p: b! } }))([t, live]);
        const [byX, byP] = tf.grads((t, live) => {
          const [dx, dp] = first(t!, live!);
          return tf.add(tf.sum(tf.square(dx!)), tf.sum(tf.mul(dp!, 3)));
        })([x, p]);
        return tf.concat([tf.reshape(byX!, [-1]), byP!]);
      });
    const withKernels = second();
    expect(await runs(second)).toEqual([poolKernel]);
    plugged.stop();
    expect(await runs(second)).toEqual([]);
    const without = second();
    plugged = await useSimd();
    const [a, b] = [await withKernels.data(), await without.data()];
    const largest = Math.max(...Array.from(b, Math.abs));
    a.forEach((value, i) => {
      expect(Math.abs(value - b[i]!)).toBeLessThan(1e-5 * largest);
    });
  });

  it('run where tokens attend, and give every parameter its gradient', async () => {
    const attending: PoolingSpecInput = { ...spec, attend: { score: 'query', value: 6 } };
    const x = tokens();
    const [p, query, value] = [
      tf.tensor1d([2.5, -0.3]),
      tf.randomUniform([2, 4], -1, 1, 'float32', 3),
      tf.randomUniform([4, 6], 0, 1, 'float32', 5),
    ];
    const all = (): tf.Tensor =>
      tf.tidy(() => {
        const pooled = (...given: tf.Tensor[]) => {
          const [t, ofP, ofQuery, ofValue] = given as [tf.Tensor3D, ...tf.Tensor[]];
          const parameters = { 'attend.value': ofValue!, 'attend.query': ofQuery!, p: ofP! };
          return tf.square(pool(t, attending, { parameters }));
        };
        const gradients = tf.grads(pooled)([x, p, query, value]);
        return tf.concat(gradients.map((one) => tf.reshape(one, [-1])));
      });
    expect(await runs(all)).toEqual([poolKernel, poolGradientKernel]);
    const withKernels = await all().data();
    plugged.stop();
    const without = await all().data();
    plugged = await useSimd();
    const largest = Math.max(...Array.from(without, Math.abs));
    withKernels.forEach((one, i) => {
      expect(Math.abs(one - without[i]!)).toBeLessThan(1e-5 * largest);
    });
  });

  it('leave no tensor behind, and write no input', async () => {
    const x = tokens();
    const before = await x.data();
    const { numTensors } = tf.memory();
    for (let i = 0; i < 50; i++) tf.tidy(() => void tf.grad((t) => pool(t, spec))(x));
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(await x.data()).toEqual(before);
  });

  it('read tensors that another backend holds', async () => {
    const other = backend === 'cpu' ? 'wasm' : 'cpu';
    await startDevice(other);
    const x = tokens();
    const there = await pool(x, { type: 'mean' }).data();
    await startDevice(backend);
    expect(await pool(x, { type: 'mean' }).data()).toEqual(there);
  });

  it('go to the ordinary way for a pooling that has none', async () => {
    expect(await runs(() => pool(tokens(), { type: 'token' }))).toEqual([]);
  });
});
