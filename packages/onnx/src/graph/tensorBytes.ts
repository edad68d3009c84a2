import { float16Bits } from '../float16.ts';
import type { Kind } from './value.ts';

interface Encoding {
  readonly size: number;
  readonly set: (view: DataView, at: number, value: number) => void;
}

const encodings: Readonly<Record<Kind, Encoding>> = {
  bool: { size: 1, set: (view, at, value) => view.setUint8(at, value === 0 ? 0 : 1) },
  float16: { size: 2, set: (view, at, value) => view.setUint16(at, float16Bits(value), true) },
  float32: { size: 4, set: (view, at, value) => view.setFloat32(at, value, true) },
  float64: { size: 8, set: (view, at, value) => view.setFloat64(at, value, true) },
  int32: { size: 4, set: (view, at, value) => view.setInt32(at, value, true) },
  int64: { size: 8, set: (view, at, value) => view.setBigInt64(at, BigInt(value), true) },
};

/** Numbers as the raw, little-endian bytes of a tensor of the given type. */
export function tensorBytes(kind: Kind, data: readonly number[]): Uint8Array<ArrayBuffer> {
  const { size, set } = encodings[kind];
  const bytes = new Uint8Array(size * data.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of data.entries()) set(view, i * size, value);
  return bytes;
}
