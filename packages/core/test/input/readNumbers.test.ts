import { describe, expect, it } from 'vitest';
import { type NumbersInput, type NumbersUse, readNumbers } from '../../src/index.ts';
import { refusal } from '../refusal.ts';

const read = (input: unknown, use: NumbersUse = 'count') => {
  const { data, shape } = readNumbers('mean', 'mask', input as NumbersInput, use);
  return { values: Array.from(data), shape };
};
const refused = (input: unknown, use: NumbersUse = 'count') =>
  refusal(() => readNumbers('mean', 'weights', input as NumbersInput, use));

describe('readNumbers', () => {
  it('gives floats in one row back without a copy', () => {
    for (const data of [Float32Array.of(1, 2), Float64Array.of(1, 2), [1, 2]]) {
      expect(readNumbers('mean', 'tokens', data, 'real').data).toBe(data);
    }
  });
  it('reads whole numbers of 64 bits and booleans', () => {
    expect(read(BigInt64Array.of(-1n, 2n))).toEqual({ values: [-1, 2], shape: undefined });
    expect(read([1n, 0n])).toEqual({ values: [1, 0], shape: undefined });
    expect(read([true, false, 1])).toEqual({ values: [1, 0, 1], shape: undefined });
  });
  it('tells the axes of arrays in arrays, with rows of any kind', () => {
    expect(read([[[true], [false]]])).toEqual({ values: [1, 0], shape: [1, 2, 1] });
    expect(read([BigInt64Array.of(1n, 0n), BigInt64Array.of(0n, 1n)])).toEqual({
      values: [1, 0, 0, 1],
      shape: [2, 2],
    });
    expect(read([[], []])).toEqual({ values: [], shape: [2, 0] });
  });
  it('takes the shape of a tensor from dims or shape', () => {
    expect(read({ type: 'int64', data: BigInt64Array.of(1n), dims: [1, 1] }).shape).toEqual([1, 1]);
    expect(read({ data: [1], shape: [1] }).shape).toEqual([1]);
  });
  it('reads a Float16Array, where the engine or a library has one, as numbers', () => {
    class Float16Array extends Float64Array {
      override get [Symbol.toStringTag]() {
        return 'Float16Array' as never;
      }
    }
    expect(read(Float16Array.of(0.5, 2), 'real').values).toEqual([0.5, 2]);
    expect(read({ type: 'float16', data: Float16Array.of(0.5), dims: [1] }, 'real').values).toEqual([0.5]);
  });
  // IEEE 754-2008, binary16: 0, the smallest subnormal, the largest finite, -∞, NaN.
  it('reads float16 in bits, to the ends of the type', () => {
    const data = Uint16Array.of(0, 1, 0x7bff, 0xfc00, 0x7e00, 0x8000);
    expect(read({ type: 'float16', data, dims: [6] }, 'real').values).toEqual([
      0,
      2 ** -24,
      65504,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      -0,
    ]);
  });

  it.each([
    [
      'tokens',
      'value | mean: weights must be numbers: an array, a typed array, arrays in arrays, or a tensor { type, data, dims }, but "tokens" came. Take the numbers out of it first.',
    ],
    [
      { a: 1 },
      'value | mean: weights must be numbers: an array, a typed array, arrays in arrays, or a tensor { type, data, dims }, but an object came. Take the numbers out of it first.',
    ],
    [
      new Map(),
      'value | mean: weights must be numbers: an array, a typed array, arrays in arrays, or a tensor { type, data, dims }, but a value of class Map came. Take the numbers out of it first.',
    ],
    [['1'], 'value | mean: weights must hold numbers, but "1" at index 0 came. Convert it first.'],
    [[1, {}], 'value | mean: weights must hold numbers, but an object at index 1 came. Convert it first.'],
    // biome-ignore lint/suspicious/noSparseArray: that is what is refused
    [[1, , 2], 'value | mean: weights must hold numbers, but undefined at index 1 came. Convert it first.'],
    [
      [[1, 2], [3]],
      'shape | mean: weights must have rows of one length, but 2 and 1 came. Pad them, and mask the padding.',
    ],
    [
      [[1], [[2]]],
      'shape | mean: weights must be nested evenly, but arrays of different depths came. Give arrays of one depth.',
    ],
    [
      [[1], 2],
      'shape | mean: weights must be nested evenly, but a row beside number came. Give arrays of one depth.',
    ],
    [
      { data: [1], shape: [-1] },
      'shape | mean: weights must have whole numbers from 0 as its shape, but [-1] came. Give one length an axis.',
    ],
    [
      { data: 'text', shape: [4] },
      'value | mean: weights must have its numbers in data, but "text" came. Give an array or a typed array.',
    ],
    [
      Uint16Array.of(1),
      "value | mean: weights must say what its 16 bits are, float16 or whole numbers, but a Uint16Array without a type came. Give { type: 'float16', data, dims } or { type: 'uint16', data, dims }, or convert it to a Float32Array.",
    ],
    [
      { type: 'int4', data: Uint8Array.of(1), dims: [1] },
      'value | mean: weights must have one of the types float32, float64, float16, int8, uint8, int16, uint16, int32, uint32, int64, uint64, bool, but "int4" came. Convert it to float32.',
    ],
    [
      { type: 'float16', data: [1], dims: [1] },
      'value | mean: weights of type float16 must have its data in a Float16Array or Uint16Array, but a value of class Array came. Give its own type.',
    ],
  ])('refuses %j', (input, message) => {
    expect(refused(input)).toBe(message);
  });
  // onnxruntime-common 1.30, Tensor.DataLocation: none, cpu, cpu-pinned, texture, gpu-buffer, ml-tensor.
  it.each(['cpu', 'cpu-pinned', undefined])(
    'reads a tensor that lies at %s, in the memory of the host',
    (location) => {
      const tensor = { type: 'float32', data: Float32Array.of(1, 2), dims: [2], location };
      expect(readNumbers('mean', 'weights', tensor, 'real')).toEqual({ data: tensor.data, shape: [2] });
    },
  );
  it.each(['none', 'texture', 'gpu-buffer', 'ml-tensor'])('refuses one that lies at %s', (location) => {
    const tensor = { type: 'float32', data: Float32Array.of(1, 2), dims: [2], location };
    expect(refused(tensor)).toMatch(/must lie in the memory of the host, but a tensor at "[a-z-]+" came/);
  });
  it('says how to fetch a tensor that lies on a device', () => {
    const tensor = {
      type: 'float32',
      dims: [1],
      location: 'gpu-buffer',
      get data() {
        throw new Error('the data is not on CPU');
      },
    };
    expect(refused(tensor)).toBe(
      'value | mean: weights must lie in the memory of the host, but a tensor at "gpu-buffer" came. Give { type, data: await tensor.getData(), dims }.',
    );
  });
  it('refuses whole numbers as what is pooled, however they come', () => {
    for (const input of [Int32Array.of(1), Uint8Array.of(1), BigInt64Array.of(1n)]) {
      expect(refused(input, 'real')).toMatch(
        /^value \| mean: weights must be floats, since whole numbers may/,
      );
    }
    expect(refused([1n], 'real')).toBe(
      'value | mean: weights must hold numbers, but 1n at index 0 came. Convert it first.',
    );
    expect(refused([true], 'real')).toBe(
      'value | mean: weights must hold numbers, but true at index 0 came. Convert it first.',
    );
  });
  it('refuses an array that holds itself, at once', () => {
    const own: unknown[] = [];
    own.push(own);
    expect(refused(own)).toBe(
      'shape | mean: weights must have fewer than 8 axes, but deeper arrays came. Flatten it.',
    );
  });
});
