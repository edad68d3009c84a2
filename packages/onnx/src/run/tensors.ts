import { GgemError } from '@ggem/core';
import { type InferenceSession, Tensor } from 'onnxruntime-common';
import { float16Bits, float16Value } from '../float16.ts';
import type { Numbers, Result } from './run.ts';

/** Numbers as a tensor of the type that an input wants. */
export function toTensor(
  { name, type }: InferenceSession.TensorValueMetadata,
  { data, shape }: Numbers,
): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
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
      return new Tensor(type, Int32Array.from(data), shape);
    case 'int64':
      return new Tensor(type, BigInt64Array.from(Array.from(data, BigInt)), shape);
    default:
      throw new GgemError(
        'value',
        `run: input ${name} is of type ${type}, which plain numbers are not turned into. Run this model without the helper.`,
      );
  }
}

/** The numbers of a tensor, fetched from where they are; the tensor is given back. */
export async function fromTensor(tensor: Tensor): Promise<Result> {
  const data = await tensor.getData();
  const shape = tensor.dims;
  tensor.dispose();
  if (data instanceof Float32Array || data instanceof Float64Array) return { data, shape };
  // float16 comes as its bits where the engine has no type for it.
  if (tensor.type === 'float16' && data instanceof Uint16Array) {
    return { data: Float32Array.from(data, float16Value), shape };
  }
  return { data: Float64Array.from(data as ArrayLike<number | bigint>, Number), shape };
}
