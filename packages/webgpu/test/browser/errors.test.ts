import { GgemError } from '@ggem/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createPooling,
  createPoolingGradient,
  createRaggedPooling,
  type Pooling,
  type PoolingInput,
} from '../../src/index.ts';
import { deviceBuffer } from '../deviceBuffer.ts';
import { openDevice } from '../openDevice.ts';

let device: GPUDevice;
let pooling: Pooling<Float32Array>;
beforeAll(async () => {
  device = await openDevice();
  pooling = createPooling(device, { type: 'gem' }, { tokens: 4, channels: 2, readBack: true });
});
afterAll(() => device.destroy());

const x = new Float32Array(8).fill(0.5);

/** The message of the error that a call ends in, behind its code. */
async function errorOf(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    if (error instanceof GgemError) return `${error.code}, ${error.message}`;
    throw error;
  }
  throw new Error('No error came.');
}

describe('an input is refused', () => {
  const cases: readonly [what: string, give: () => Promise<unknown>, message: string][] = [
    [
      'that is a buffer without a batch',
      () => pooling(deviceBuffer(device, x)),
      'shape, gem: batch must be given where tokens are a buffer, whose size may be rounded up, but undefined came. Give { batch: 1 }.',
    ],
    [
      'with half an image in its batch',
      () => pooling(deviceBuffer(device, x), { batch: 0.5 }),
      'shape, gem: batch must be a whole number from 0, but 0.5 came. Say how many images there are.',
    ],
    [
      'that is too short',
      () => pooling(deviceBuffer(device, x), { batch: 2 }),
      'shape, gem: tokens must have 64 bytes for [2, 4, 2], but 32 bytes came. Give [batch, tokens, channels].',
    ],
    [
      'of another shape',
      () => pooling({ gpuBuffer: deviceBuffer(device, x), dims: [1, 2, 4] }),
      'shape, gem: tokens must have shape [batch, tokens, channels] = [batch, 4, 2], but [1, 2, 4] came. Make a pooling for that shape.',
    ],
    [
      'of other numbers than its shape says',
      () => pooling({ data: x, shape: [1, 4, 3] }),
      'shape, gem: tokens must hold 12 values for its shape [1, 4, 3], but 8 came. Give [batch, tokens, channels].',
    ],
    [
      'whose mask has other tokens',
      () => pooling(x, { mask: [1, 1, 0] }),
      'shape, gem: mask must hold 4 values for [batch, tokens], but 3 came. Give [batch, tokens].',
    ],
    [
      'without the usage STORAGE',
      () => pooling(deviceBuffer(device, x, 0), { batch: 1 }),
      'value, gem: tokens must be a buffer with the usage STORAGE, but one of usage 12 came. Create it with GPUBufferUsage.STORAGE, or copy it to one that is.',
    ],
    [
      'that is mapped',
      () => pooling(device.createBuffer({ size: 32, usage: 0x80, mappedAtCreation: true }), { batch: 1 }),
      'state, gem: tokens must not be mapped, but a buffer that is mapped came. Call its unmap() first.',
    ],
    [
      'of whole numbers on the device',
      () => pooling({ type: 'int32', gpuBuffer: deviceBuffer(device, x), dims: [1, 4, 2] }),
      'value, gem: tokens must be float32 or float16 on the device, but "int32" came. Cast it in the model.',
    ],
    [
      'that is no input',
      () => pooling(7 as unknown as PoolingInput),
      'value, gem: tokens must be numbers: an array, a typed array, arrays in arrays, or a tensor { type, data, dims }, but 7 came. Take the numbers out of it first.',
    ],
    [
      'with a parameter that the pooling lacks',
      () => pooling(x, { parameters: { r: [1] } }),
      'shape, gem: unknown parameter "r". Known: p.',
    ],
  ];
  it.each(cases)('%s', async (_, give, message) => {
    expect(await errorOf(give)).toBe(message);
  });

  it('whose dy is shaped like the tokens', async () => {
    const gradient = createPoolingGradient(device, { type: 'gem' }, { tokens: 4, channels: 2 });
    expect(await errorOf(() => gradient(x, { data: x, shape: [1, 4, 2] }))).toBe(
      'shape, gem: dy must have shape [batch, channels] = [1, 2], but [1, 4, 2] came. Give one value for each pooled one.',
    );
    gradient.destroy();
  });

  it('of another device, by its name', async () => {
    const other = await openDevice();
    const foreign = deviceBuffer(other, x);
    const mask = deviceBuffer(other, new Float32Array(4));
    expect(await errorOf(() => pooling(foreign, { batch: 1 }))).toMatch(
      /^value, gem: tokens must be a buffer of the pooling's own device that is not destroyed, but WebGPU said: .+ Give a buffer of that device, and destroy it later\.$/s,
    );
    expect(await errorOf(() => pooling(x, { mask }))).toMatch(/^value, gem: mask must be a buffer of/);
    other.destroy();
    // The pooling works on.
    expect(await pooling(x)).toEqual(Float32Array.of(0.5, 0.5));
  });

  it('that is destroyed, by its name', async () => {
    const gone = deviceBuffer(device, x);
    gone.destroy();
    expect(await errorOf(() => pooling(gone, { batch: 1 }))).toMatch(
      /^value, gem: tokens must be a buffer of the pooling's own device that is not destroyed, but WebGPU said: /,
    );
  });
});

describe('a device is refused', () => {
  it('that is none', async () => {
    expect(
      await errorOf(() =>
        createPooling(null as unknown as GPUDevice, { type: 'mean' }, { tokens: 1, channels: 1 }),
      ),
    ).toBe(
      'value, mean: device must be a GPUDevice, but null came. Use await (await navigator.gpu.requestAdapter()).requestDevice().',
    );
  });

  it('whose bindings are too small for the tokens', async () => {
    const many = createPooling(device, { type: 'mean' }, { tokens: 1024, channels: 1024, readBack: true });
    const granted = device.limits.maxStorageBufferBindingSize;
    const batch = granted / 2 ** 22 + 1;
    const buffer = { size: 2 ** 40, usage: 0x80, mapState: 'unmapped', mapAsync: () => {} };
    expect(await errorOf(() => many(buffer as unknown as GPUBuffer, { batch }))).toBe(
      `unavailable, mean: tokens must have at most ${granted} bytes, the maxStorageBufferBindingSize of the device, but it has ${granted + 2 ** 22}. Pool fewer images at a time, or request the device with requiredLimits: { maxStorageBufferBindingSize: ${granted + 2 ** 22} }.`,
    );
  });

  it('that grants fewer buffers than a kernel reads', async () => {
    const limits = new Proxy(device.limits, {
      get: (target, name) =>
        name === 'maxStorageBuffersPerShaderStage' ? 2 : Reflect.get(target, name, target),
    });
    const small = new Proxy(device, {
      get: (target, name) => {
        if (name === 'limits') return limits;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const gem = createPooling(small, { type: 'gem' }, { tokens: 4, channels: 2, readBack: true });
    expect(await errorOf(() => gem(x, { mask: [1, 1, 1, 0] }))).toBe(
      'unavailable, gem: device must grant a maxStorageBuffersPerShaderStage of 4 for kernel pooled, but it grants 2. Request it with requiredLimits: { maxStorageBuffersPerShaderStage: 4 }, or pool fewer images at a time.',
    );
  });

  it('that is lost', async () => {
    const lost = await openDevice();
    const onLost = createPooling(lost, { type: 'mean' }, { tokens: 4, channels: 2, readBack: true });
    lost.destroy();
    await lost.lost;
    expect(await errorOf(() => onLost(x))).toMatch(
      /^unavailable, mean: device must be there, but it was lost: .+\. Request a new device and make the pooling anew\.$/,
    );
  });

  it('that is lost while a call is on its way', async () => {
    const lost = await openDevice();
    const onLost = createPooling(lost, { type: 'mean' }, { tokens: 4, channels: 2, readBack: true });
    await onLost(x);
    const late = errorOf(() => onLost(x));
    lost.destroy();
    expect(await late).toMatch(/^unavailable, mean: device must be there, but it was lost: /);
  });
});

it('refuses calls after destroy', async () => {
  const gone = createPooling(device, { type: 'mean' }, { tokens: 4, channels: 2 });
  gone.destroy();
  expect(await errorOf(() => gone(x))).toBe(
    'state, mean: a pooling must not be called after destroy(), but it was. Make a new one.',
  );
});

it('refuses an option that it does not know, with the one that was meant', async () => {
  const masks: object = { masks: [1, 0] };
  const unknown =
    'value, gem: unknown option "masks". Did you mean "mask"? Known options: mask, tokenWeights, parameters';
  expect(await errorOf(() => pooling(x, masks))).toBe(`${unknown}, batch.`);
  const ragged = createRaggedPooling(device, { type: 'gem' }, { channels: 2 });
  expect(await errorOf(() => ragged(x, [0, 4], masks))).toBe(`${unknown}.`);
  const lines = { channels: 2, readback: true };
  const meant = 'Did you mean "readBack"? Known options:';
  expect(await errorOf(() => createRaggedPooling(device, { type: 'gem' }, lines))).toBe(
    `value, gem: unknown option "readback". ${meant} channels, readBack.`,
  );
  expect(await errorOf(() => createPooling(device, { type: 'gem' }, { tokens: 4, ...lines }))).toBe(
    `value, gem: unknown option "readback". ${meant} tokens, image, channels, dataFormat, grid, readBack.`,
  );
});
