import { GgemError, type NumbersInput, readNumbers, sizeOf } from '@ggem/core';
import { type InferenceSession, Tensor } from 'onnxruntime-common';
import { float16Bits, float16Numbers } from '../float16.ts';

/** Numbers and their shape, row-major. */
export interface Numbers {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[];
}

/** Numbers with their shape, arrays in arrays, or a tensor of onnxruntime or transformers.js as it is. */
export type RunInput = Numbers | NumbersInput | Tensor;

/** An output of a session, row-major. */
export interface Result {
  readonly data: Float32Array | Float64Array;
  readonly shape: readonly number[];
}

/** Numbers as a tensor of the type that an input needs. A tensor of that type is passed on, also one on a device. */
export function toTensor({ name, type }: InferenceSession.TensorValueMetadata, input: RunInput): Tensor {
  if (isTensor(input) && input.type === type) return input;
  const { data, shape } = readNumbers('run', name, input as NumbersInput, 'count');
  if (shape === undefined) {
    throw new GgemError(
      'shape',
      `run: ${name} must say its shape, but ${data.length} values in one row came. Give { data, shape }, or arrays in arrays.`,
    );
  }
  const size = sizeOf(shape);
  if (data.length !== size) {
    throw new GgemError(
      'shape',
      `run: ${name} must hold ${size} values for shape [${shape.join(', ')}], but ${data.length} came. Check its shape.`,
    );
  }
  switch (type) {
    case 'float32':
      return new Tensor(type, data instanceof Float32Array ? data : Float32Array.from(data), shape);
    case 'float64':
      return new Tensor(type, Float64Array.from(data), shape);
    case 'float16':
      return new Tensor(type, Uint16Array.from(data, float16Bits), shape);
    case 'bool':
      return new Tensor(
        type,
        Uint8Array.from(data, (value) => Number(value !== 0)),
        shape,
      );
    case 'int32':
      return new Tensor(type, Int32Array.from(whole(name, data)), shape);
    case 'int64':
      return new Tensor(type, BigInt64Array.from(Array.from(whole(name, data), BigInt)), shape);
    default:
      throw new GgemError(
        'value',
        `run: input ${name} is of type ${type}, which plain numbers are not turned into. Run this model without the helper.`,
      );
  }
}

/** Whether it is one of onnxruntime's own tensors. */
function isTensor(input: RunInput): input is Tensor {
  return typeof input === 'object' && input !== null && 'getData' in input && 'dims' in input;
}

/** The same numbers. Throws for fractions. */
function whole(name: string, data: ArrayLike<number>): ArrayLike<number> {
  const fraction = Array.prototype.findIndex.call(data, (value: number) => !Number.isInteger(value));
  if (fraction < 0) return data;
  throw new GgemError(
    'value',
    `run: ${name} must hold whole numbers, but ${data[fraction]} came at index ${fraction}. Round them first.`,
  );
}

/** The numbers of a tensor, read from its device; the tensor is then disposed. */
export async function fromTensor(tensor: Tensor): Promise<Result> {
  const data = await tensor.getData();
  const shape = tensor.dims;
  tensor.dispose();
  if (data instanceof Float32Array || data instanceof Float64Array) return { data, shape };
  // Engines without `Float16Array` give the bits of float16.
  if (tensor.type === 'float16' && data instanceof Uint16Array) {
    return { data: float16Numbers(data), shape };
  }
  return { data: Float64Array.from(data as ArrayLike<number | bigint>, Number), shape };
}
