import { float16Bits, float16Value } from '../input/float16.ts';

/** The float types in which safetensors files hold numbers that a pooling can use. */
export type FloatType = 'F16' | 'BF16' | 'F32' | 'F64';

const readers: { readonly [T in FloatType]: (view: DataView, at: number) => number } = {
  F16: (view, at) => float16Value(view.getUint16(at, true)),
  BF16: (view, at) => {
    // The upper half of a float32.
    const wide = new DataView(new ArrayBuffer(4));
    wide.setUint32(0, view.getUint16(at, true) * 2 ** 16);
    return wide.getFloat32(0);
  },
  F32: (view, at) => view.getFloat32(at, true),
  F64: (view, at) => view.getFloat64(at, true),
};

/** Bytes of one number. */
export const floatSize: { readonly [T in FloatType]: number } = { F16: 2, BF16: 2, F32: 4, F64: 8 };

export function isFloatType(type: string): type is FloatType {
  return Object.hasOwn(floatSize, type);
}

/** Little-endian floats, at any alignment, as numbers: exact. */
export function decodeFloats(type: FloatType, bytes: Uint8Array): Float64Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = floatSize[type];
  const read = readers[type];
  const values = new Float64Array(bytes.length / size);
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * size);
  return values;
}

/** Those in which this package writes. */
export type StoredFloat = Exclude<FloatType, 'BF16'>;

const writers: { readonly [T in StoredFloat]: (view: DataView, at: number, value: number) => void } = {
  F16: (view, at, value) => view.setUint16(at, float16Bits(value), true),
  F32: (view, at, value) => view.setFloat32(at, value, true),
  F64: (view, at, value) => view.setFloat64(at, value, true),
};

/** Numbers as little-endian floats, rounded to the nearest, ties to even. */
export function encodeFloats(type: StoredFloat, values: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const size = floatSize[type];
  const write = writers[type];
  const view = new DataView(new ArrayBuffer(values.length * size));
  for (let i = 0; i < values.length; i++) write(view, i * size, values[i]!);
  return new Uint8Array(view.buffer);
}
