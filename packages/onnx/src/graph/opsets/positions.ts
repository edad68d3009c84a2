import { elementType, known, type Value } from '../value.ts';
import type { Difference, Writer } from './difference.ts';

/** Before Range: NonZero of ones gives the whole numbers from 0. */
export const range: Difference['before'] = ({ inputs, result }, writer) => {
  const [start, limit, step] = inputs as [Value, Value, Value];
  const isCount = known(start)?.[0] === 0 && known(step)?.[0] === 1;
  if (!isCount || writer.opset < 9) return writer.refuse(isCount ? 9 : 11);
  const { node, constant } = writer;
  const length = node('Unsqueeze', [limit, constant('int64', [0], [1])], { kind: 'int64', dims: [1] });
  const ones = node('Expand', [constant('int64', [1], [1]), length], result);
  return flatPlaces(ones, result.dims, writer);
};

/** Before CumSum, which graphs only use on ones, to count tokens: `0, 1, 2, ...`. */
export const cumSum: Difference['before'] = ({ inputs, result }, writer) => {
  const [ones] = inputs as [Value];
  const [, tokens] = result.dims;
  const { node, constant, opset } = writer;
  if (opset < 9) return writer.refuse(9, 'CumSum over an open number of tokens');
  const flat = node('Squeeze', [ones, constant('int64', [0, 2], [2])], { ...result, dims: [tokens!] });
  // NonZero of onnxruntime takes float32 and booleans, but not float64.
  const present = node('Cast', [flat], { kind: 'bool', dims: flat.dims }, { to: elementType.bool });
  const places = flatPlaces(present, [tokens!], writer);
  const numbers = node('Cast', [places], { ...result, dims: [tokens!] }, { to: elementType[result.kind] });
  return node('Unsqueeze', [numbers, constant('int64', [0, 2], [2])], result);
};

function flatPlaces(ones: Value, dims: Value['dims'], { node, constant }: Writer): Value {
  const places = node('NonZero', [ones], { kind: 'int64', dims: [1, ...dims] });
  return node('Squeeze', [places, constant('int64', [0], [1])], { kind: 'int64', dims });
}
