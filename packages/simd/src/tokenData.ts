import { GgemError, type PoolingSpec } from '@ggem/core';
import type { HalfFloats, TokenData } from './simdPooling.ts';

/** What tokens are made of: float32, float64, or float16 as bits. */
export type Numbers =
  | { readonly type: 'float32'; readonly data: Float32Array }
  | { readonly type: 'float64'; readonly data: Float64Array }
  | { readonly type: 'float16'; readonly data: Uint16Array };

/** Tells what kind of numbers tokens are. */
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

/** One number of float16 from its bits. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** Any tokens as an array of plain numbers, for core's own pooling. */
export function plainNumbers(spec: PoolingSpec, given: TokenData): ArrayLike<number> {
  const { type, data } = numbersOf(spec, given);
  return type === 'float16' ? Float32Array.from(data, fromHalf) : data;
}
