import { expect, it } from 'vitest';
import { loadSimd, type Shape } from '../src/index.ts';
import { firstDifference, someTokens, worstError } from './tokens.ts';

const simd = await loadSimd({ build: 'simd' });
const shape: Shape = [2, 300, 21];
const spec = { type: 'ggem', groups: 3, p: [3.3, -1.7, 0.2] } as const;

it('pools allocated tokens where they are, and others from where they are, to the same bits', () => {
  const pooling = simd.createPooling(spec, { channels: 21 });
  const data = someTokens(shape);
  const own = pooling.allocate(shape);
  own.data.set(data);
  expect(pooling.pool(own)).toEqual(pooling.pool({ data, shape }));
});

it('pools the images of a part of allocated tokens', () => {
  const pooling = simd.createPooling(spec, { channels: 21 });
  const own = pooling.allocate(shape);
  own.data.set(someTokens(shape));
  const both = pooling.pool(own);
  const second = own.data.subarray(300 * 21);
  expect(pooling.pool({ data: second, shape: [1, 300, 21] })).toEqual(both.slice(21));
});

it('gives results of their own, which later calls leave alone', () => {
  const pooling = simd.createPooling({ type: 'mean' }, { channels: 2 });
  const first = pooling.pool({ data: Float32Array.of(1, 2, 3, 4), shape: [1, 2, 2] });
  pooling.pool({ data: Float32Array.of(5, 6, 7, 8), shape: [1, 2, 2] });
  expect([...first]).toEqual([2, 3]);
});

it.each([0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6])(
  'is as exact for p = %d, by multiplication, as beside it',
  (p) => {
    const data = someTokens(shape).map((x) => x * 1e30);
    const tokens = { data, shape };
    for (const near of [p, p + 0.001]) {
      const pooling = simd.createPooling({ type: 'gem', p: near }, { channels: 21 });
      expect(worstError(pooling.pool(tokens), tokens, { type: 'gem', p: Math.fround(near) })).toBeLessThan(
        4e-7,
      );
    }
  },
);

it.each([-100, -3.3, -0.5, -0.1, 0, 1e-6, 0.3, 0.7, 2.2, 6.5, 100])(
  'stays within 3e-6 over the whole range of float32 for p = %d',
  (p) => {
    // Tokens from the smallest normal float32 to nearly the largest.
    const data = someTokens(shape, 7).map((x) => 2 ** (((x + 0.6) / 3) * 253.9 - 126));
    const tokens = { data, shape };
    const given = { type: 'gem', p, eps: 2 ** -126 } as const;
    const y = simd.createPooling(given, { channels: 21 }).pool(tokens);
    expect(worstError(y, tokens, { ...given, p: Math.fround(p) })).toBeLessThan(3e-6);
  },
);

it.each([0.1, 0.3, 0.49, -0.3, -0.49])(
  'stays within 3e-6 for p = %d where the reference weighs next to nothing',
  (p) => {
    // A very large and a very small token. The one to which ratios are taken has almost no weight.
    const [light, heavy] = p > 0 ? [1e38, 1e-30] : [1e-30, 1e38];
    const weights = Float32Array.of(1e-30, 1);
    const pooling = simd.createPooling({ type: 'gem', p, eps: 2e-38 }, { channels: 1 });
    const tokens = { data: Float32Array.of(light, heavy), shape: [1, 2, 1] } as const;
    // Computed in logarithms, where no digits are lost.
    const size = Math.fround(p);
    const logs = [...tokens.data].map((x, i) => Math.log(x) * size + Math.log(weights[i]!));
    const top = Math.max(...logs);
    const y = Math.exp((top + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - top), 0))) / size);
    expect(Math.abs(pooling.pool(tokens, { tokenWeights: weights })[0]! / y - 1)).toBeLessThan(3e-6);
    const { tokens: dx } = pooling.gradient(tokens, [1], { tokenWeights: weights });
    const slope = (Math.exp(logs[1]! - size * Math.log(y)) * y) / tokens.data[1]!;
    expect(Math.abs(dx[1]! / slope - 1)).toBeLessThan(3e-6);
  },
);

it('reads float16 as onnxruntime hands it out: normal, subnormal and infinite numbers, NaN', () => {
  const bits = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x03ff, 0x7bff, 0x7c00, 0xfc00, 0x7e00);
  const pooling = simd.createPooling({ type: 'mean' }, { channels: 8 });
  const own = pooling.allocateFloat16([1, 1, 8]);
  own.data.set(bits);
  const expected = [1, -2, 2 ** -24, 1023 * 2 ** -24, 65504, Infinity, -Infinity, NaN];
  expect([...pooling.pool(own)]).toEqual(expected);
  expect([...pooling.pool({ data: bits, shape: [1, 1, 8] })]).toEqual(expected);
  const plain = simd.createPooling({ type: 'token' }, { channels: 8 });
  expect([...plain.pool({ data: bits, shape: [1, 1, 8] })]).toEqual(expected);
});

it('pools float16 like the same numbers in float32, in every rule for negatives', () => {
  const halves: Shape = [2, 270, 133];
  const bits = Uint16Array.from(
    someTokens(halves),
    (x) => Math.floor((x + 0.6) * 5000) | (x > 1.5 ? 0x8000 : 0),
  );
  const wide = simd.createPooling({ type: 'max' }, { channels: 1 });
  const data = wide.pool({ data: bits, shape: [bits.length, 1, 1] });
  for (const negatives of ['clamp', 'shift', 'abs'] as const) {
    const pooling = simd.createPooling({ type: 'gem', p: 2.7, negatives }, { channels: 133 });
    const dy = someTokens([2, 1, 133], 5);
    expect(pooling.pool({ data: bits, shape: halves })).toEqual(pooling.pool({ data, shape: halves }));
    const into = new Float32Array(data.length);
    const { parameters } = pooling.gradient({ data, shape: halves }, dy, { into });
    const gradient = pooling.gradient({ data: bits, shape: halves }, dy);
    expect(gradient.parameters).toEqual(parameters);
    expect(firstDifference(gradient.tokens, into)).toBe(-1);
  }
});

it('takes float64 tokens', () => {
  const pooling = simd.createPooling({ type: 'mean' }, { channels: 1 });
  expect([...pooling.pool({ data: Float64Array.of(1, 2), shape: [1, 2, 1] })]).toEqual([1.5]);
});

it('writes the gradient into an array that is given', () => {
  const pooling = simd.createPooling(spec, { channels: 21 });
  const tokens = { data: someTokens(shape), shape };
  const dy = someTokens([2, 1, 21], 3);
  const into = new Float32Array(tokens.data.length);
  const { tokens: dx, parameters } = pooling.gradient(tokens, dy, { into });
  expect(dx).toBe(into);
  const again = pooling.gradient(tokens, dy);
  expect(again).toEqual({ tokens: into, parameters });
});

it('keeps to one memory over 10,000 calls', () => {
  const pooling = simd.createPooling({ type: 'gem', p: 2.2 }, { channels: 8 });
  const own = pooling.allocate([1, 5, 8]);
  const data = someTokens([3, 7, 8]);
  const dy = new Float32Array(24).fill(1);
  const gradients = new Set<ArrayBufferLike>();
  for (let i = 0; i < 10_000; i++) {
    pooling.pool(own);
    pooling.pool({ data, shape: [3, 7, 8] });
    gradients.add(pooling.gradient({ data, shape: [3, 7, 8] }, dy).tokens.buffer);
  }
  expect(gradients.size).toBeLessThanOrEqual(1);
  expect(pooling.allocate([1, 5, 8]).data.buffer).toBe(own.data.buffer);
});

it('needs as much memory for many tokens from elsewhere as for few', () => {
  const memory: number[] = [];
  const { Memory } = WebAssembly;
  class Counted extends Memory {
    constructor(limits: WebAssembly.MemoryDescriptor) {
      super(limits);
      memory.push(limits.initial);
    }
  }
  WebAssembly.Memory = Counted;
  try {
    for (const count of [256, 4096]) {
      const pooling = simd.createPooling({ type: 'gem', p: 2.2 }, { channels: 64 });
      pooling.pool({ data: new Float32Array(count * 64).fill(1), shape: [1, count, 64] });
    }
  } finally {
    WebAssembly.Memory = Memory;
  }
  expect(memory[1]! - memory[0]!).toBeLessThanOrEqual(1);
});

it('gives the memory of a disposed pooling to the next one', () => {
  const { Memory } = WebAssembly;
  let memories = 0;
  WebAssembly.Memory = class extends Memory {
    constructor(limits: WebAssembly.MemoryDescriptor) {
      super(limits);
      memories += 1;
    }
  };
  try {
    for (let i = 0; i < 1000; i++) {
      const pooling = simd.createPooling(spec, { channels: 21 });
      pooling.pool(pooling.allocate([1, 10, 21]));
      pooling.pool({ data: new Float32Array(210), shape: [1, 10, 21] });
      pooling.dispose();
      pooling.dispose();
    }
  } finally {
    WebAssembly.Memory = Memory;
  }
  expect(memories).toBeLessThanOrEqual(2);
});

it('keeps the allocated tokens of a pooling valid when it allocates more', () => {
  const pooling = simd.createPooling({ type: 'max' }, { channels: 64 });
  const first = pooling.allocate([1, 4, 64]);
  first.data.fill(2);
  const second = pooling.allocate([8, 4096, 64]);
  second.data.fill(3);
  expect(pooling.pool(first)[0]).toBe(2);
  expect(pooling.pool(second)[0]).toBe(3);
});
