import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { float16Value } from '../float16.ts';
import { dataType, type TensorProto } from '../proto/onnx.ts';

/** Longer tensors are weights of the model: even a list of exponents for each channel is shorter. */
export const mostNumbers: number = 2 ** 14;

const locationExternal = 1;

interface Reading {
  readonly size: number;
  /** One number of raw data. */
  readonly raw: (view: DataView, at: number) => number;
  /** The field of typed data, and how to read one of its numbers. */
  readonly field: number;
  readonly typed: (reader: BinaryReader) => number;
}

const readings: ReadonlyMap<number, Reading> = new Map([
  [
    dataType.float32,
    reading(
      4,
      (v, at) => v.getFloat32(at, true),
      4,
      (r) => r.float(),
    ),
  ],
  [
    dataType.float64,
    reading(
      8,
      (v, at) => v.getFloat64(at, true),
      10,
      (r) => r.double(),
    ),
  ],
  [
    dataType.float16,
    reading(
      2,
      (v, at) => float16Value(v.getUint16(at, true)),
      5,
      (r) => float16Value(Number(r.int64()) & 0xffff),
    ),
  ],
  [
    dataType.int64,
    reading(
      8,
      (v, at) => Number(v.getBigInt64(at, true)),
      7,
      (r) => Number(r.int64()),
    ),
  ],
  [
    dataType.int32,
    reading(
      4,
      (v, at) => v.getInt32(at, true),
      5,
      (r) => Number(r.int64()),
    ),
  ],
  [
    dataType.bool,
    reading(
      1,
      (v, at) => v.getUint8(at),
      5,
      (r) => Number(r.int64()),
    ),
  ],
]);

function reading(size: number, raw: Reading['raw'], field: number, typed: Reading['typed']): Reading {
  return { size, raw, field, typed };
}

/** The numbers of a tensor; `undefined` for one of more than `most`, another type, or where they lie in another file. */
export function tensorNumbers(
  tensor: TensorProto,
  most: number = mostNumbers,
): readonly number[] | undefined {
  const known = readings.get(tensor.dataType);
  if (known === undefined || tensor.dataLocation === locationExternal) return undefined;
  const count = tensor.dims.reduce((product, dim) => product * Number(dim), 1);
  if (!(count >= 0 && count <= most)) return undefined;
  const numbers =
    tensor.rawData.length > 0 ? fromRaw(tensor.rawData, known, count) : fromFields(tensor, known, count);
  return numbers.length === count ? numbers : undefined;
}

function fromRaw(bytes: Uint8Array, { size, raw }: Reading, count: number): readonly number[] {
  if (bytes.length !== count * size) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, i) => raw(view, i * size));
}

/** The numbers of typed data, which is an unknown field: packed, or a field for each number. */
function fromFields(
  tensor: TensorProto,
  { field: number, typed }: Reading,
  count: number,
): readonly number[] {
  const numbers: number[] = [];
  for (const field of tensor.$unknown ?? []) {
    if (field.no !== number) continue;
    const reader = new BinaryReader(field.data);
    const end = field.wireType === WireType.LengthDelimited ? reader.uint32() + reader.pos : reader.len;
    while (reader.pos < end && numbers.length <= count) numbers.push(typed(reader));
  }
  return numbers;
}
