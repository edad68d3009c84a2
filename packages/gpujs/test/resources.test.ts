import type { GPU } from 'gpu.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createPooling, createPoolingGradient } from '../src/index.ts';
import { kernelsOf } from '../src/runtime/compiledKernels.ts';
import { devices, startDevice } from './conformance/startDevice.ts';
import { countResources } from './countResources.ts';
import { numbers } from './numbers.ts';

describe.each(devices)('resources on %s', (device) => {
  let gpu: GPU;
  beforeAll(async () => {
    gpu = await startDevice(device);
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await gpu.destroy();
  });

  it('leaks nothing over 1,000 calls in a pipeline', async () => {
    const alive = countResources(device, gpu);
    const [tokens, channels] = [80, 6];
    const options = { tokens, channels, pipeline: true } as const;
    const pooling = createPooling(gpu, { type: 'gem' }, options);
    const gradient = createPoolingGradient(gpu, { type: 'gem' }, options);
    const x = numbers(tokens * channels, 1, 0, 2);
    const call = async () => {
      const y = await pooling(x);
      // The loss is y² / 2, so that y itself, as a texture or not, is the upstream gradient.
      const { tokens: dx, parameters } = await gradient(x, y);
      for (const result of [y, dx, parameters.p!]) result.delete?.();
    };
    for (let i = 0; i < 3; i++) await call();
    const before = alive();
    for (let i = 0; i < 1000; i++) await call();
    expect(alive()).toBe(before);
    pooling.destroy();
    gradient.destroy();
    expect(kernelsOf(gpu)).toHaveLength(0);
  });

  it('keeps a bounded number of compiled kernels while batch sizes change', async () => {
    const pooling = createPooling(gpu, { type: 'mean' }, { tokens: 2, channels: 1 });
    for (let batch = 1; batch <= 40; batch++) {
      const y = await pooling(new Float32Array(2 * batch).fill(batch));
      expect(y).toHaveLength(batch);
      expect(y[batch - 1]![0]).toBe(batch);
    }
    expect(kernelsOf(gpu).length).toBeLessThanOrEqual(16);
    pooling.destroy();
    expect(kernelsOf(gpu)).toHaveLength(0);
  });
});
