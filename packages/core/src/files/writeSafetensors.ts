import { GgemError } from '../errors.ts';
import { encodeFloats, floatSize, type StoredFloat } from './floatBytes.ts';
import { encodeUtf8 } from './utf8.ts';

/** A tensor to be written. */
export interface TensorToStore {
  readonly name: string;
  /** `F16` rounds. */
  readonly dtype: StoredFloat;
  readonly shape: readonly number[];
  /** Row-major, as many as the shape says. */
  readonly values: ArrayLike<number>;
}

/** float32 where that is exact, else float64. */
export function exactDtype(values: ArrayLike<number>): 'F32' | 'F64' {
  return Array.from(values).every((value) => Object.is(Math.fround(value), value)) ? 'F32' : 'F64';
}

/** A safetensors file of the given tensors. The same tensors give the same bytes, whatever their order. */
export function writeSafetensors(
  tensors: readonly TensorToStore[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  if (tensors.some(({ name }) => name === '__metadata__')) {
    throw new GgemError(
      'format',
      'safetensors: no tensor may be called "__metadata__". Choose another name.',
    );
  }
  // Wide types first, so that every tensor is aligned.
  const sorted = [...tensors].sort(
    (a, b) => floatSize[b.dtype] - floatSize[a.dtype] || (a.name < b.name ? -1 : 1),
  );
  const data = sorted.map(({ dtype, values }) => encodeFloats(dtype, values));
  let end = 0;
  const entries = sorted.map(({ name, dtype, shape }, i) => {
    const begin = end;
    end += data[i]!.length;
    return [name, { dtype, shape, data_offsets: [begin, end] }] as const;
  });
  const named = Object.keys(metadata).length > 0 ? [['__metadata__', metadata] as const] : [];
  const json = encodeUtf8(JSON.stringify(Object.fromEntries([...named, ...entries])));
  const headerLength = Math.ceil(json.length / 8) * 8;

  const file = new Uint8Array(8 + headerLength + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.fill(0x20, 8, 8 + headerLength);
  file.set(json, 8);
  let at = 8 + headerLength;
  for (const bytes of data) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}
