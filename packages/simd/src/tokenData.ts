import { float16Numbers, GgemError, type PoolingSpec } from '@ggem/core';
import type { HalfFloats, TokenData } from './tokenArray.ts';

/** What tokens are made of: float32, float64, or float16 as bits. */
export type Numbers =
  | { readonly type: 'float32'; readonly data: Float32Array }
  | { readonly type: 'float64'; readonly data: Float64Array }
  | { readonly type: 'float16'; readonly data: Uint16Array };

/** The type of numbers that tokens are. Throws a `GgemError` for other arrays. */
export function numbersOf(spec: PoolingSpec, data: TokenData): Numbers {
  if (data instanceof Float32Array) return { type: 'float32', data };
  if (data instanceof Float64Array) return { type: 'float64', data };
  const kind = Object.prototype.toString.call(data).slice(8, -1);
  if (kind === 'Uint16Array' || kind === 'Float16Array') return { type: 'float16', data: bitsOf(data) };
  throw new GgemError(
    'value',
    `${spec.type}: tokens must be a Float32Array, a Float64Array, a Float16Array or its bits in a Uint16Array, but ${kind} came. Convert them first.`,
  );
}

function bitsOf({ buffer, byteOffset, length }: HalfFloats): Uint16Array {
  return new Uint16Array(buffer, byteOffset, length);
}

/** Any tokens as an array of plain numbers, for core's own pooling. */
export function plainNumbers(spec: PoolingSpec, given: TokenData): ArrayLike<number> {
  const { type, data } = numbersOf(spec, given);
  return type === 'float16' ? float16Numbers(data) : data;
}
