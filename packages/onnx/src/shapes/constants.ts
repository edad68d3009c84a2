import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { dataType, type GraphProto, type NodeProto, type TensorProto } from '../proto/onnx.ts';

/** Longer lists are weights, not axes or shapes. */
const limit = 64;

const int64DataNumber = 7;
const int32DataNumber = 5;
const locationExternal = 1;

/** The whole numbers of a small int32 or int64 tensor; `undefined` for any other, or where they lie in another file. */
function readIntegers(tensor: TensorProto): readonly number[] | undefined {
  const { dataType: type, rawData, dataLocation } = tensor;
  if (type !== dataType.int64 && type !== dataType.int32) return undefined;
  if (dataLocation === locationExternal) return undefined;
  const count = tensor.dims.reduce((product, dim) => product * Number(dim), 1);
  if (!(count >= 0 && count <= limit)) return undefined;
  const numbers = rawData.length > 0 ? fromRaw(rawData, type) : fromFields(tensor, type);
  return numbers.length === count ? numbers : undefined;
}

function fromRaw(raw: Uint8Array, type: number): readonly number[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const size = type === dataType.int64 ? 8 : 4;
  return Array.from({ length: Math.floor(Math.min(raw.length, limit * size + size) / size) }, (_, i) =>
    size === 8 ? Number(view.getBigInt64(i * size, true)) : view.getInt32(i * size, true),
  );
}

/** The numbers of typed data, which is an unknown field: packed, or a field for each number. */
function fromFields(tensor: TensorProto, type: number): readonly number[] {
  const number = type === dataType.int64 ? int64DataNumber : int32DataNumber;
  const numbers: number[] = [];
  for (const field of tensor.$unknown ?? []) {
    if (field.no !== number) continue;
    const reader = new BinaryReader(field.data);
    const end = field.wireType === WireType.LengthDelimited ? reader.uint32() + reader.pos : reader.len;
    while (reader.pos < end && numbers.length <= limit) numbers.push(Number(reader.int64()));
  }
  return numbers;
}

/** The tensor that a Constant node gives, where it is one of whole numbers. */
export function constantIntegers(
  node: NodeProto,
): { readonly values: readonly number[]; readonly rank: number } | undefined {
  if (node.opType !== 'Constant' || !isDefault(node.domain)) return undefined;
  for (const attribute of node.attribute) {
    if (attribute.name === 'value' && attribute.t !== undefined) {
      const values = readIntegers(attribute.t);
      return values && { values, rank: attribute.t.dims.length };
    }
    if (attribute.name === 'value_int') return { values: [Number(attribute.i)], rank: 0 };
    if (attribute.name === 'value_ints' && attribute.ints.length <= limit) {
      return { values: attribute.ints.map(Number), rank: 1 };
    }
  }
  return undefined;
}

/** Whether a domain is that of ONNX's own operators. */
export function isDefault(domain: string): boolean {
  return domain === '' || domain === 'ai.onnx';
}

/** The version of ONNX's own operators that a model imports. */
export function defaultOpset(
  imports: readonly { readonly domain: string; readonly version: bigint }[],
): number | undefined {
  const found = imports.find(({ domain }) => isDefault(domain));
  return found && Number(found.version);
}

/** The small initializers of whole numbers; also those that are inputs, as in files of old exporters. */
export function initializerIntegers(
  graph: Pick<GraphProto, 'initializer'>,
): ReadonlyMap<string, { readonly values: readonly number[]; readonly rank: number }> {
  return new Map(
    graph.initializer.flatMap((tensor) => {
      const values = readIntegers(tensor);
      return values === undefined ? [] : [[tensor.name, { values, rank: tensor.dims.length }] as const];
    }),
  );
}
