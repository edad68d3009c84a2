import { dataType, dataTypeName, type TensorProto } from '../proto/onnx.ts';

/** Bits of a value in raw data. */
const bits: Readonly<Record<number, number>> = {
  [dataType.float32]: 32,
  [dataType.uint8]: 8,
  [dataType.int8]: 8,
  [dataType.uint16]: 16,
  [dataType.int16]: 16,
  [dataType.int32]: 32,
  [dataType.int64]: 64,
  [dataType.bool]: 8,
  [dataType.float16]: 16,
  [dataType.float64]: 64,
  [dataType.uint32]: 32,
  [dataType.uint64]: 64,
  [dataType.complex64]: 64,
  [dataType.complex128]: 128,
  [dataType.bfloat16]: 16,
  [dataType.float8e4m3fn]: 8,
  [dataType.float8e4m3fnuz]: 8,
  [dataType.float8e5m2]: 8,
  [dataType.float8e5m2fnuz]: 8,
  [dataType.uint4]: 4,
  [dataType.int4]: 4,
  [dataType.float4e2m1]: 4,
};

/** `data_location` of data in another file. */
const external = 1;

/** Numbers of the fields of typed data. The schema does not have them, so that they stay bytes. */
const typedData = new Set([4, 5, 6, 7, 10, 11]);

/** What is wrong with a tensor: its data are missing, or not as many as its shape says. */
export function tensorProblem(tensor: TensorProto): string | undefined {
  const { dims, rawData, externalData, dataLocation } = tensor;
  const shape = `[${dims.join(', ')}]`;
  if (tensor.dataType === 0) return 'has no element type';
  if (dims.some((dim) => dim < 0n)) return `has a negative length in ${shape}`;
  if (dataLocation === external) {
    const named = externalData.some(({ key, value }) => key === 'location' && value !== '');
    return named ? undefined : 'lies in another file, but none is named';
  }
  if (tensor.$unknown?.some(({ no }) => typedData.has(no))) {
    return rawData.length > 0 ? 'has raw data and typed data' : undefined;
  }
  const count = dims.reduce((product, dim) => product * dim, 1n);
  if (tensor.dataType === dataType.string) return count > 0n ? `has no data for ${count} strings` : undefined;
  const size = bits[tensor.dataType];
  if (size === undefined) return undefined;
  const bytes = (count * BigInt(size) + 7n) / 8n;
  const wanted = `${bytes} bytes for ${dataTypeName(tensor.dataType)} ${shape}`;
  return BigInt(rawData.length) === bytes ? undefined : `needs ${wanted}, but has ${rawData.length}`;
}
