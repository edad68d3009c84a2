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

/** A number rounded to float16, ties to even, as its 16 bits. */
export function float16Bits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  if (Number.isNaN(value)) return 0x7e00;
  const size = Math.abs(value);
  // Half a step above the largest finite number everything rounds to infinity.
  if (size >= 65520) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | roundToEven(size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  // A mantissa that rounds up to 2 carries into the exponent by itself.
  return sign | (((exponent + 15) << 10) + roundToEven((size / 2 ** exponent - 1) * 1024));
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
