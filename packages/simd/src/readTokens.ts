import { GgemError, type NumbersInput, type PoolingSpec, readNumbers } from '@ggem/core';
import type { Shape, TokenArray, TokenData, TokenInput } from './tokenArray.ts';

/** Tokens as the kernels take them. Typed arrays are not copied, so that arrays of `allocate` are read in place. */
export function readTokens({ type }: PoolingSpec, input: TokenInput): TokenArray {
  const isTensor = typeof input === 'object' && input !== null;
  if (isTensor && isTokenArray(input)) return input;
  const halves = isTensor ? bitsIn(input) : undefined;
  const { data, shape } = halves ?? readNumbers(type, 'tokens', input as NumbersInput, 'real');
  if (shape?.length !== 3) {
    throw new GgemError(
      'shape',
      `${type}: tokens must have shape [batch, tokens, channels], but ${shape ? `[${shape.join(', ')}]` : 'none'} came. Give { data, shape } or arrays in arrays.`,
    );
  }
  const typed = ArrayBuffer.isView(data) ? (data as unknown as TokenData) : Float64Array.from(data);
  return { data: typed, shape: shape as unknown as Shape };
}

/** Whether tokens come with a shape and without a type; `numbersOf` then says what they hold. */
function isTokenArray(input: TokenInput): input is TokenArray {
  return 'data' in input && 'shape' in input && !('type' in input) && ArrayBuffer.isView(input.data);
}

/** A tensor of float16 stays as it is: the kernels read its bits. */
function bitsIn(input: TokenInput): { readonly data: ArrayLike<number>; readonly shape?: Shape } | undefined {
  if (!('data' in input && 'type' in input && input.type === 'float16')) return undefined;
  const kind = Object.prototype.toString.call(input.data);
  if (kind !== '[object Uint16Array]' && kind !== '[object Float16Array]') return undefined;
  const shape = ('dims' in input && input.dims) || input.shape;
  return { data: input.data as ArrayLike<number>, shape: shape as unknown as Shape };
}
