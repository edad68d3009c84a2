import type { NumbersInput } from '@ggem/core';

// Values and bits by numpy 2.4.6: np.array(..., 'float16'), .view('uint16'), and means in float64 of them.

/** Two images of two tokens with two channels, in the forms in which other libraries hand tokens over. */
export const tokensHandedOver: Readonly<Record<string, NumbersInput>> = {
  'float16 in bits, as onnxruntime gives it': {
    type: 'float16',
    data: Uint16Array.of(14746, 15360, 16384, 49664, 17792, 11878, 46080, 18432),
    dims: [2, 2, 2],
  },
  'a float32 tensor': {
    type: 'float32',
    data: Float32Array.of(0.7001953125, 1, 2, -3, 5.5, 0.0999755859375, -0.25, 8),
    dims: [2, 2, 2],
  },
  'numbers and their shape': {
    data: [0.7001953125, 1, 2, -3, 5.5, 0.0999755859375, -0.25, 8],
    shape: [2, 2, 2],
  },
  'arrays in arrays': [
    [
      [0.7001953125, 1],
      [2, -3],
    ],
    [
      [5.5, 0.0999755859375],
      [-0.25, 8],
    ],
  ],
  'typed arrays in arrays': [
    [Float32Array.of(0.7001953125, 1), Float32Array.of(2, -3)],
    [Float32Array.of(5.5, 0.0999755859375), Float32Array.of(-0.25, 8)],
  ],
};

/** Masks that drop the second token of the first image. */
export const masksHandedOver: Readonly<Record<string, NumbersInput>> = {
  'a BigInt64Array, as tokenizers give it': BigInt64Array.of(1n, 0n, 1n, 1n),
  'a BigUint64Array': BigUint64Array.of(1n, 0n, 1n, 1n),
  booleans: [true, false, true, true],
  'booleans in arrays': [
    [true, false],
    [true, true],
  ],
  'numbers in arrays': [
    [1, 0],
    [1, 1],
  ],
  'an int64 tensor': { type: 'int64', data: BigInt64Array.of(1n, 0n, 1n, 1n), dims: [2, 2] },
  'a bool tensor': { type: 'bool', data: Uint8Array.of(1, 0, 1, 1), dims: [2, 2] },
  'a float16 tensor': { type: 'float16', data: Uint16Array.of(15360, 0, 15360, 15360), dims: [2, 2] },
  'a Uint8Array': Uint8Array.of(1, 0, 1, 1),
  'a Uint16Array, where 1 can only be a number': Uint16Array.of(1, 0, 1, 1),
};
/** The means, row by row, of those tokens under one of those masks. */
export const maskedMean: readonly number[] = [0.7001953125, 1, 2.625, 4.04998779296875];

/** Token weights by which the second token of the first image counts three times. */
export const weightsHandedOver: Readonly<Record<string, NumbersInput>> = {
  'counts in a BigUint64Array': BigUint64Array.of(1n, 3n, 2n, 2n),
  'counts in an Int32Array': Int32Array.of(1, 3, 2, 2),
  'counts in a uint16 tensor': { type: 'uint16', data: Uint16Array.of(1, 3, 2, 2), dims: [2, 2] },
  'rows of float32': [Float32Array.of(1, 3), Float32Array.of(2, 2)],
};
/** The means, row by row, of those tokens with one of those weights. */
export const weightedMean: readonly number[] = [1.675048828125, -2, 2.625, 4.04998779296875];

/** Input that cannot be read as tokens, with a part of the error that says so. */
export const unclearTokens: Readonly<Record<string, readonly [input: NumbersInput, error: string]>> = {
  'float16 or whole numbers': [
    { data: Uint16Array.of(14746, 15360), shape: [1, 1, 2] },
    'mean: tokens must say what its 16 bits are, float16 or whole numbers, but a Uint16Array without a type came.',
  ],
  'codes or numbers': [
    { type: 'uint8', data: Uint8Array.of(3, 200), dims: [1, 1, 2] },
    'mean: tokens must be floats, since whole numbers may be the codes of a quantised model, but type uint8 came.',
  ],
  'a type without numbers': [
    { type: 'string', data: ['a', 'b'], dims: [1, 1, 2] },
    'mean: tokens must have one of the types float32, float64, float16, int8, uint8, int16, uint16, int32, uint32, int64, uint64, bool, but "string" came.',
  ],
  'a type that is not that of its data': [
    { type: 'float16', data: Float32Array.of(1, 2), dims: [1, 1, 2] },
    'mean: tokens of type float16 must have its data in a Float16Array or Uint16Array, but Float32Array came.',
  ],
  'text among numbers': [
    { data: [1, '2'], shape: [1, 1, 2] },
    'mean: tokens must hold numbers, but "2" at index 1 came.',
  ],
  'rows of different lengths': [
    [[[1, 2], [3]]],
    'mean: tokens must have rows of one length, but 2 and 1 came.',
  ],
};

/** Padding on the left and on the right: tokens, a mask, and the first kept token, as sentence-transformers 6 has it for `cls`. */
export const padded: {
  readonly tokens: { readonly data: Float32Array; readonly shape: readonly [2, 5, 1] };
  readonly mask: readonly number[];
  readonly first: readonly number[];
} = {
  tokens: { data: Float32Array.of(9, 9, 1, 2, 3, 4, 5, 6, 9, 9), shape: [2, 5, 1] },
  mask: [0, 0, 1, 1, 1, 1, 1, 1, 0, 0],
  first: [1, 4],
};
