import type { PoolingSpecInput } from '@ggem/core';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { poolGradientKernel, poolKernel } from '../src/fastKernels.ts';
import { type PluggedGpu, useGpu } from '../src/gpu/index.ts';
import { pool, poolingLayer, poolRagged } from '../src/index.ts';
import { expectClose } from './compare.ts';
import { devices, startDevice } from './conformance/startDevice.ts';
import { countPrograms } from './countPrograms.ts';

const backends = devices.filter((device) => device.startsWith('webg'));
const spec: PoolingSpecInput = { type: 'ggem', groups: 2, p: [2.5, -0.3] };
const runs = async (compute: () => tf.Tensor): Promise<readonly string[]> => {
  const { kernelNames } = await tf.profile(() => tf.tidy(compute));
  return kernelNames.filter((name) => name.startsWith('Ggem'));
};
const tokens = (): tf.Tensor3D => tf.randomUniform([2, 5, 4], 0.1, 3, 'float32', 7);
const flat = (all: readonly tf.Tensor[]): tf.Tensor => tf.concat(all.map((one) => tf.reshape(one, [-1])));

describe.each(backends)('the kernels plugged into tfjs on %s', (backend) => {
  let plugged: PluggedGpu;
  /** Asserts that a computation gives the same with the kernels, which run in it, and without. */
  const expectSame = async (compute: () => tf.Tensor, kernels: readonly string[]): Promise<void> => {
    expect(await runs(compute)).toEqual(kernels);
    const withKernels = tf.tidy(compute);
    plugged.stop();
    expect(await runs(compute)).toEqual([]);
    const without = await tf.tidy(compute).data();
    plugged = useGpu();
    await expectClose(withKernels, without, 1e-5);
  };
  beforeAll(async () => {
    await startDevice(backend);
    plugged = useGpu();
  });
  afterAll(() => plugged?.stop());

  it('run for a pooling and for its gradient, once each', async () => {
    const x = tokens();
    expect(plugged.runs(spec)).toBe(true);
    await expectSame(() => pool(x, spec), [poolKernel]);
    await expectSame(() => tf.grad((t) => pool(t, spec))(x), [poolKernel, poolGradientKernel]);
  });

  it('take the regions of a grid that are more numbers than a text may hold', async () => {
    const x = tf.randomUniform([1, 17 * 241, 4], 0.1, 3, 'float32', 7) as tf.Tensor3D;
    const over: PoolingSpecInput = {
      type: 'pyramid',
      part: { type: 'mean' },
      levels: [1, 2],
      grid: [17, 241],
    };
    await expectSame(() => pool(x, over), [poolKernel]);
  });

  it('launch one program forward and at most four with gradients', async () => {
    // Computed on the card, so that nothing is uploaded when it is counted.
    const given = [tf.randomUniform([8, 196, 768], 0, 1), tf.linspace(3, 4.1, 12), tf.randomNormal([8, 768])];
    const [x, p, dy] = given.map((one) => tf.add(one, 0)) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const spec: PoolingSpecInput = { type: 'ggem', groups: 12 };
    const live = (t: tf.Tensor, q: tf.Tensor): tf.Tensor => pool(t, spec, { parameters: { p: q } });
    expect(countPrograms(() => live(x, p))).toBe(1);
    expect(countPrograms(() => tf.grads((t, q) => live(t!, q!))([x, p], dy))).toBe(4);
    plugged.stop();
    expect(countPrograms(() => live(x, p))).toBeGreaterThan(20);
    plugged = useGpu();
  });

  it('take every exponent that a live p may have, in one batch', async () => {
    const x = tf.randomUniform([2, 5, 8], 0.1, 3, 'float32', 7);
    const p = tf.tensor1d([3.3, 0.5, 0.2, 0, -0.2, -0.5, -3, 25]);
    const mask = tf.tensor2d([1, 1, 0, 1, 1, 1, 1, 1, 0, 1], [2, 5]);
    const gradients = (t: tf.Tensor, q: tf.Tensor) =>
      tf.valueAndGrads((a, b) => pool(a!, { type: 'ggem', groups: 8 }, { mask, parameters: { p: b! } }))([
        t,
        q,
      ]);
    const all = (): tf.Tensor => {
      const { value, grads } = gradients(x, p);
      return flat([value, ...grads]);
    };
    await expectSame(all, [poolKernel, poolGradientKernel]);
  });

  it('run in a layer, and train its p', async () => {
    const layer = poolingLayer({ spec: { type: 'ggem', groups: 2 }, inputShape: [5, 4] });
    const model = tf.sequential({ layers: [layer] });
    model.compile({ optimizer: tf.train.sgd(0.5), loss: 'meanSquaredError' });
    expect(await runs(() => model.predict(tokens()) as tf.Tensor)).toEqual([poolKernel]);
    await model.fit(tokens(), tf.zeros([2, 4]), { epochs: 1, verbose: 0 });
    for (const p of (await layer.parameters()).p!) expect(p).not.toBe(3);
  });

  it('leave second derivatives as they are without them', async () => {
    const [x, p] = [tokens(), tf.tensor1d([2.5, -0.3])];
    const mask = tf.tensor2d([1, 1, 0, 1, 1, 1, 1, 1, 0, 1], [2, 5]);
    const first = (t: tf.Tensor, live: tf.Tensor) =>
      tf.grads((a, b) => pool(a!, spec, { mask, parameters: { p: b! } }))([t, live]);
    const second = (): tf.Tensor =>
      flat(
        tf.grads((t, live) => {
          const [dx, dp] = first(t!, live!);
          return tf.add(tf.sum(tf.square(dx!)), tf.sum(tf.mul(dp!, 3)));
        })([x, p]),
      );
    await expectSame(second, [poolKernel]);
  });

  it('leave second derivatives of channels that lie first as they are', async () => {
    const x = tf.randomUniform([2, 4, 2, 3], 0.1, 3, 'float32', 7);
    const options = { dataFormat: 'channelsFirst' } as const;
    const second = (): tf.Tensor =>
      tf.grad((t) => tf.sum(tf.square(tf.grad((a) => pool(a, spec, options))(t))))(x);
    await expectSame(second, [poolKernel]);
  });

  it('read images and volumes as they lie, without a copy', async () => {
    const x = tf.randomUniform([2, 4, 2, 3], 0.1, 3, 'float32', 7);
    const options = { dataFormat: 'channelsFirst' } as const;
    await expectSame(
      () => flat([tf.grad((t) => pool(t, spec, options))(x), pool(x, spec, options)]),
      [poolKernel, poolGradientKernel],
    );
    await pool(x, spec, options).data();
    expect(countPrograms(() => pool(x, spec, options))).toBe(1);
  });

  it('pool images of different lengths, one of them empty', async () => {
    const x = tf.randomUniform([9, 4], 0.1, 3, 'float32', 7);
    const mask = tf.tensor1d([1, 1, 0, 1, 1, 1, 0, 1, 1]);
    const dy = tf.randomNormal([4, 4], 0, 1, 'float32', 3) as tf.Tensor2D;
    const all = (): tf.Tensor => {
      const { value, grad } = tf.valueAndGrad((t: tf.Tensor) =>
        poolRagged(t, [0, 3, 3, 7, 9], spec, { mask }),
      )(x, dy);
      return flat([value, grad]);
    };
    await expectSame(all, [poolKernel, poolGradientKernel]);
  });

  it('read packed and unpacked textures, whole or a part of one', async () => {
    const x = tf.randomUniform([3, 5, 6], 0.1, 3, 'float32', 7);
    const packed = tf.add(x, 0);
    const part = tf.slice(x, [1, 0, 0], [2, 5, 6]);
    const row = tf.randomUniform([3 * 5 * 6], 0.1, 3, 'float32', 7);
    const mask = tf.add(tf.tensor2d([1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1], [3, 5]), 0);
    for (const [input, options] of [
      [packed, { mask }],
      [part, {}],
      [tf.reshape(tf.add(row, 0), [3, 5, 6]), { mask }],
      [tf.reshape(packed, [5, 3, 6]), {}],
    ] as const) {
      await expectSame(() => pool(input as tf.Tensor3D, spec, options), [poolKernel]);
    }
  });

  it('have kernels for compositions, and for tokens that attend', async () => {
    const x = tokens();
    const mixed: PoolingSpecInput = {
      type: 'concat',
      parts: [{ ...spec, after: ['l2'] } as PoolingSpecInput, { type: 'topK', k: 2 }],
    };
    await expectSame(
      () => flat([tf.grad((t) => pool(t, mixed))(x), pool(x, mixed)]),
      [poolKernel, poolGradientKernel],
    );
    const attending: PoolingSpecInput = { ...spec, attend: { score: 'query', value: 6 } };
    const given: tf.Tensor[] = [
      tf.tensor1d([2.5, -0.3]),
      tf.randomUniform([2, 4], -1, 1, 'float32', 3),
      tf.randomUniform([4, 6], 0, 1, 'float32', 5),
    ];
    const all = (): tf.Tensor =>
      flat(
        tf.grads((t, p, query, value) =>
          pool(t!, attending, {
            parameters: { p: p!, 'attend.query': query!, 'attend.value': value! },
          }),
        )([x as tf.Tensor, ...given]),
      );
    await expectSame(all, [poolKernel, poolGradientKernel]);
  });

  it('leave no tensor, no memory and no program behind in 1,000 calls', async () => {
    const x = tokens();
    const offsets = [0, 4, 10];
    const one = (): void => {
      tf.tidy(() => {
        tf.grad((t) => pool(t, spec))(x);
        poolRagged(tf.reshape(x, [10, 4]), offsets, spec);
      });
    };
    const settle = async () => {
      one();
      const last = pool(x, spec);
      await last.data();
      last.dispose();
      const { numTensors, numDataBuffers } = tf.memory();
      return { numTensors, numDataBuffers, ...countsOf() };
    };
    const before = await settle();
    for (let i = 0; i < 1000; i++) one();
    expect(await settle()).toEqual(before);
  });

  it('stop', async () => {
    plugged.stop();
    expect(plugged.runs(spec)).toBe(false);
    expect(await runs(() => pool(tokens(), spec))).toEqual([]);
    plugged = useGpu();
  });
});

interface Counted {
  readonly numBytesInGPU?: number;
  readonly numBytesAllocatedInGPU?: number;
}

/** What a backend holds: bytes, tensors with those that the engine does not know, and compiled programs. */
function countsOf(): Readonly<Record<string, number | undefined>> {
  const backend = tf.backend() as unknown as {
    readonly memory: () => Counted;
    readonly numDataIds: () => number;
    readonly binaryCache?: object;
    readonly pipelineCache?: object;
    readonly textureManager: { readonly getNumUsedTextures: () => number };
  };
  return {
    bytes: backend.memory().numBytesInGPU,
    ids: backend.numDataIds(),
    programs: Object.keys(backend.binaryCache ?? backend.pipelineCache!).length,
    textures: backend.textureManager.getNumUsedTextures(),
  };
}
