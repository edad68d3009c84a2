import type { NumbersInput } from '@ggem/core';

export type Shape = readonly [batch: number, tokens: number, channels: number];

/** Float16 numbers: a `Float16Array`, or their bits in a `Uint16Array`, as onnxruntime hands them out. */
export interface HalfFloats {
  readonly BYTES_PER_ELEMENT: number;
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly length: number;
}

/** Tokens as they lie in memory. */
export type TokenData = Float32Array | Float64Array | HalfFloats;

/** Tokens, row-major. Where `data` came from `allocate` of the same pooling it is read in place, else in small pieces. */
export interface TokenArray<D extends TokenData = TokenData> {
  readonly data: D;
  readonly shape: Shape;
}

/** Tokens as they come: with their shape, as arrays in arrays, or a tensor of onnxruntime or transformers.js. */
export type TokenInput = TokenArray | NumbersInput;
