import { expect, it, vi } from 'vitest';
import { loadSimd, type TokenData } from '../src/index.ts';

const simd = await loadSimd();
const plain = await loadSimd({ build: 'typescript' });

it('refuses lengths that do not match', () => {
  for (const { createPooling } of [simd, plain]) {
    const pooling = createPooling({ type: 'gem' }, { channels: 2 });
    const tokens = { data: new Float32Array(6), shape: [1, 3, 2] } as const;
    expect(() => pooling.pool({ ...tokens, shape: [1, 4, 2] })).toThrow(
      'gem: tokens must hold 8 values for [1, 4, 2], but 6 came. Check the shape.',
    );
    expect(() => pooling.pool({ ...tokens, shape: [1, 2, 3] })).toThrow(
      'gem: tokens must have 2 channels, as the pooling was created for, but [1, 2, 3] came. Create a pooling for 3 channels.',
    );
    expect(() => pooling.pool(tokens, { mask: [1, 1] })).toThrow(
      'gem: mask must hold 3 values for [1, 3], but 2 came. Check the shape.',
    );
    expect(() => pooling.gradient(tokens, [1])).toThrow(
      'gem: dy must hold 2 values for [1, 2], but 1 came. Check the shape.',
    );
    expect(() => pooling.gradient(tokens, [1, 1], { into: new Float32Array(5) })).toThrow(
      'gem: into must hold 6 values for [1, 3, 2], but 5 came. Check the shape.',
    );
  }
});

it('refuses a buffer that was transferred', () => {
  const pooling = simd.createPooling({ type: 'gem' }, { channels: 2 });
  const data = new Float32Array(6);
  structuredClone(data.buffer, { transfer: [data.buffer] });
  expect(() => pooling.pool({ data, shape: [1, 3, 2] })).toThrow(
    'gem: tokens must hold 6 values for [1, 3, 2], but 0 came. Its buffer was transferred or its memory grew: take a new view.',
  );
});

it('refuses arrays of other numbers', () => {
  for (const { createPooling } of [simd, plain]) {
    const pooling = createPooling({ type: 'gem' }, { channels: 2 });
    const data = new Int32Array(6) as unknown as TokenData;
    expect(() => pooling.pool({ data, shape: [1, 3, 2] })).toThrow(
      'gem: tokens must be a Float32Array, a Float64Array, a Float16Array or its bits in a Uint16Array, but Int32Array came. Convert them first.',
    );
  }
});

it('names the negative token under negatives: "error", and lets NaN pass', () => {
  const pooling = simd.createPooling({ type: 'gem', negatives: 'error' }, { channels: 2 });
  expect(() => pooling.pool({ data: Float32Array.of(1, 1, 1, -2), shape: [1, 2, 2] })).toThrow(
    'gem: tokens must not be negative under negatives: "error", but -2 came at index 3. Use "clamp", "shift" or "abs".',
  );
  expect([...pooling.pool({ data: Float32Array.of(1, NaN), shape: [1, 1, 2] })]).toEqual([1, NaN]);
});

it('says how much memory could not be had, and works on', () => {
  const pooling = simd.createPooling({ type: 'gem', p: 2.2 }, { channels: 1024 });
  expect(() => pooling.allocate([1000, 4096, 1024])).toThrow(
    /^simd: \d+ MiB of memory are needed, but WebAssembly has 4096 MiB at most\. Pool fewer images at a time, or dispose poolings that are done\.$/,
  );
  const { Memory } = WebAssembly;
  const cause = new RangeError('could not allocate memory');
  WebAssembly.Memory = class extends Memory {
    constructor(_: WebAssembly.MemoryDescriptor) {
      throw cause;
      // biome-ignore lint/correctness/noUnreachable: a constructor must call super
      super(_);
    }
  };
  try {
    expect(() => pooling.allocate([8, 196, 1024])).toThrow(
      expect.objectContaining({
        message:
          'simd: 13 MiB of memory are needed, but the engine has none left. Pool fewer images at a time, or dispose poolings that are done.',
        cause,
      }),
    );
  } finally {
    WebAssembly.Memory = Memory;
  }
  const own = pooling.allocate([1, 2, 1024]);
  own.data.fill(3);
  expect(pooling.pool(own)[0]).toBe(3);
});

it('refuses to work after dispose', () => {
  const pooling = simd.createPooling({ type: 'gem' }, { channels: 2 });
  const own = pooling.allocate([1, 1, 2]);
  pooling.dispose();
  expect(() => pooling.pool(own)).toThrow('gem: the pooling was disposed. Create a new one.');
});

it('refuses what it cannot load', async () => {
  await expect(loadSimd({ threads: 0 })).rejects.toThrow(
    'loadSimd: threads must be a whole number from 1, but 0 came. Use navigator.hardwareConcurrency at most.',
  );
  const validate = vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  await expect(loadSimd({ build: 'relaxed-simd' })).rejects.toThrow(
    'loadSimd: build relaxed-simd needs an engine that has it, but this one has not. Leave build out for the fastest that runs here.',
  );
  expect((await loadSimd()).build).toBe('typescript');
  validate.mockRestore();
  expect(() => simd.createPooling({ type: 'mean' }, { channels: 0 })).toThrow(
    'mean: channels must be a whole number from 1, but 0 came. Give the last axis of the tokens.',
  );
});

it.each([null, undefined, 3, 3n, 'tokens'])('refuses %s as tokens', (given) => {
  const pooling = simd.createPooling({ type: 'mean' }, { channels: 2 });
  expect(() => pooling.pool(given as never)).toThrow('mean: tokens must be numbers: an array, ');
});

it.each(['simd', 'typescript'] as const)('refuses an option that it does not know, by %s', async (build) => {
  const pooling = (await loadSimd({ build })).createPooling({ type: 'mean' }, { channels: 1 });
  const x = [[[1], [3]]];
  const masks: object = { masks: [1, 0] };
  const unknown =
    'mean: unknown option "masks". Did you mean "mask"? Known options: mask, tokenWeights, parameters';
  expect(() => pooling.pool(x, masks)).toThrow(`${unknown}.`);
  expect(() => pooling.poolingWeights(x, masks)).toThrow(`${unknown}.`);
  await expect(pooling.poolParallel(x, masks)).rejects.toThrow(`${unknown}.`);
  expect(() => pooling.gradient(x, [1], masks)).toThrow(`${unknown}, into.`);
  const thread: object = { build, thread: 2 };
  await expect(loadSimd(thread)).rejects.toThrow(
    'loadSimd: unknown option "thread". Did you mean "threads"? Known options: build, threads, threadsFrom, url.',
  );
});
