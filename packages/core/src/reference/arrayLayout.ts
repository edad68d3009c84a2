import { GgemError } from '../errors.ts';
import { type DataFormat, type InputLayout, inputLayout } from '../input/inputLayout.ts';
import type { NumbersInput } from '../input/numbersInput.ts';
import { readNumbers } from '../input/readNumbers.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import { arrayOps } from './arrayOps.ts';
import type { FloatArray } from './floatArray.ts';

/** An input read as `[batch, tokens, channels]`, and gradients of that shape brought back to the input's. */
export interface ReadArray {
  readonly tokens: { readonly data: ArrayLike<number>; readonly shape: InputLayout['tokens'] };
  readonly grid: InputLayout['grid'];
  /** The shape of the input as it came. */
  readonly shape: readonly number[];
  readonly places: InputLayout['places'];
  readonly back: (gradient: FloatArray) => FloatArray;
}

export function readArray(
  spec: PoolingSpec,
  input: NumbersInput,
  dataFormat: DataFormat | undefined,
): ReadArray {
  const { data, shape } = readNumbers(spec.type, 'tokens', input, 'real');
  if (shape === undefined) {
    throw new GgemError(
      'shape',
      `${spec.type}: tokens must say their shape, but ${data.length} values in one row came. Give { data, shape }, or arrays in arrays.`,
    );
  }
  const { reshaped, transpose, tokens, places, grid } = inputLayout(spec, shape, dataFormat);
  // A wrong number of values is refused later, by the check of the tokens.
  if (!transpose || data.length !== reshaped[0] * reshaped[1] * reshaped[2]) {
    return { tokens: { data, shape: tokens }, grid, shape, places, back: (gradient) => gradient };
  }
  const swapped = arrayOps.transpose({ data: Float64Array.from(data), shape: reshaped });
  return { tokens: { data: swapped.data, shape: tokens }, grid, shape, places, back: arrayOps.transpose };
}
