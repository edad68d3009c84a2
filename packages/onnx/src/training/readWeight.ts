import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { GgemError } from '@ggem/core';
import { dataType, type TensorProto } from '../proto/onnx.ts';
import { quote } from '../quote.ts';
import type { Weight } from './setTensors.ts';

const locationExternal = 1;
const floatData = 4;

/** The numbers of a float32 tensor. Throws a `GgemError` with code `unavailable` where they lie in another file. */
export function readWeight(tensor: TensorProto): Weight {
  const { name, rawData, dims: given } = tensor;
  if (tensor.dataType !== dataType.float32) {
    throw new GgemError(
      'value',
      `weights: ${quote(name)} must be float32 to be trained, but it is not. Convert the model first.`,
    );
  }
  if (tensor.dataLocation === locationExternal) {
    throw new GgemError(
      'unavailable',
      `weights: ${quote(name)} must lie in the model file to be trained, but it lies in another one. Save the model with its weights inside (onnx.save of Python's onnx, without save_as_external_data).`,
    );
  }
  const dims = given.map(Number);
  const size = dims.reduce((n, m) => n * m, 1);
  // A copy is aligned, and belongs to the caller.
  const data =
    rawData.length > 0
      ? new Float32Array(Uint8Array.from(rawData).buffer)
      : Float32Array.from(typedNumbers(tensor));
  if (data.length !== size) {
    throw new GgemError(
      'format',
      `weights: ${quote(name)} must hold ${size} numbers, but it has ${data.length}. Export the model again.`,
    );
  }
  return { data, dims };
}

function typedNumbers(tensor: TensorProto): readonly number[] {
  const numbers: number[] = [];
  for (const { no, wireType, data } of tensor.$unknown ?? []) {
    if (no !== floatData) continue;
    const reader = new BinaryReader(data);
    const end = wireType === WireType.LengthDelimited ? reader.uint32() + reader.pos : reader.len;
    while (reader.pos < end) numbers.push(reader.float());
  }
  return numbers;
}
