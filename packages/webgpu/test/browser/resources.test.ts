import { afterEach, beforeEach, expect, it } from 'vitest';
import { createPooling, createPoolingGradient } from '../../src/index.ts';
import { deviceBuffer } from '../deviceBuffer.ts';
import { countDevice, type DeviceCounts } from '../deviceCounts.ts';
import { openDevice } from '../openDevice.ts';

let device: GPUDevice;
let counts: DeviceCounts;
beforeEach(async () => {
  device = await openDevice();
  counts = countDevice(device);
});
afterEach(() => device.destroy());

const shape = { tokens: 5, channels: 4 };
const x = new Float32Array(20).fill(0.5);

it('leaks no buffer and no pipeline over 1,000 calls', async () => {
  const spec = { type: 'gem' } as const;
  const pooling = createPooling(device, spec, shape);
  const numbers = createPooling(device, spec, { ...shape, readBack: true });
  const gradient = createPoolingGradient(device, spec, shape);
  const tokens = deviceBuffer(device, x);
  const call = async () => {
    const y = await pooling(tokens, { batch: 1 });
    const { tokens: dx, parameters } = await gradient(tokens, y, { batch: 1 });
    await numbers(x);
    for (const result of [y, dx, parameters.p!]) result.destroy();
  };
  await call();
  const { buffersAlive, pipelinesMade, buffersMade } = counts;
  for (let i = 0; i < 1000; i++) await call();
  expect(counts).toMatchObject({ buffersAlive, pipelinesMade });
  // Nothing but the three results is made anew in each call.
  expect(counts.buffersMade - buffersMade).toBe(3000);
  for (const one of [pooling, numbers, gradient]) one.destroy();
  tokens.destroy();
  expect(counts.buffersAlive).toBe(0);
});

it('compiles the kernels of a batch size once, and keeps those of sixteen', async () => {
  const pooling = createPooling(device, { type: 'max' }, { ...shape, readBack: true });
  for (let round = 0; round < 2; round++) {
    for (let batch = 1; batch <= 3; batch++) await pooling(new Float32Array(20 * batch));
  }
  expect(counts.pipelinesMade).toBe(3);
  for (let batch = 1; batch <= 40; batch++) {
    const y = await pooling(new Float32Array(20 * batch).fill(batch));
    expect(y[0]).toBe(batch);
  }
  // Each set has a buffer for tokens, one for constants, one for the result, and one to read it back.
  expect(counts.buffersAlive).toBe(16 * 4);
  pooling.destroy();
  expect(counts.buffersAlive).toBe(0);
});

it('frees what a call makes that is on its way when the pooling is destroyed', async () => {
  const pooling = createPooling(device, { type: 'mean' }, { ...shape, readBack: true });
  await pooling(x);
  const late = pooling(x);
  pooling.destroy();
  await late.catch(() => {});
  expect(counts.buffersAlive).toBe(0);
});
