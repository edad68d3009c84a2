import { GgemError, type NumbersInput, type NumbersUse, readNumbers, sizeOf } from '@ggem/core/bare';
import * as tf from '@tensorflow/tfjs';

/** A tensor, or something to make one from: typed arrays, arrays in arrays, tensors of onnxruntime and transformers.js. */
export type TensorInput = tf.Tensor | tf.TensorLike | NumbersInput;

/**
 * An input as a tensor. Numbers in one row get the shape `flatShape` if they are as many.
 *
 * Throws a `GgemError` with code `value` for input without numbers or with two possible meanings: see `readNumbers`.
 */
export function toTensor(
  operation: string,
  name: string,
  input: TensorInput,
  flatShape: readonly number[] = [],
): tf.Tensor {
  if (input instanceof tf.Tensor) {
    if (input.dtype !== 'string' && input.dtype !== 'complex64') return input;
    throw new GgemError(
      'value',
      `${operation}: ${name} must hold real numbers, but a tensor of ${input.dtype} came. Cast it to float32.`,
    );
  }
  const { data, shape } = readNumbers(operation, name, input as NumbersInput, uses[name] ?? 'count');
  const values = data instanceof Float32Array ? data : Float32Array.from(data);
  const own = shape === undefined || shape.length < 2 ? shapeOfRow(values.length, flatShape) : shape;
  if (sizeOf(own) !== values.length) {
    throw new GgemError(
      'shape',
      `${operation}: ${name} must hold ${sizeOf(own)} values for shape [${own.join(', ')}], but ${values.length} came. Check its shape.`,
    );
  }
  return tf.tensor(values, [...own], 'float32');
}

/** What inputs are used for. Those not listed, parameters and token weights, may be whole numbers. */
const uses: Readonly<Record<string, NumbersUse>> = { tokens: 'real', mask: 'mask' };

function shapeOfRow(length: number, wanted: readonly number[]): readonly number[] {
  return sizeOf(wanted) === length ? wanted : [length];
}
