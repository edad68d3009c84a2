import { float16Numbers } from './float16.ts';

interface NumberType {
  /** Classes of typed arrays that hold it. */
  readonly arrays: readonly string[];
  readonly isFloat?: true;
}

/** Types of tensors by the names of onnxruntime and transformers.js. */
export const numberTypes: Readonly<Record<string, NumberType>> = {
  float32: { arrays: ['Float32Array'], isFloat: true },
  float64: { arrays: ['Float64Array'], isFloat: true },
  float16: { arrays: ['Float16Array', 'Uint16Array'], isFloat: true },
  int8: { arrays: ['Int8Array'] },
  uint8: { arrays: ['Uint8Array', 'Uint8ClampedArray'] },
  int16: { arrays: ['Int16Array'] },
  uint16: { arrays: ['Uint16Array'] },
  int32: { arrays: ['Int32Array'] },
  uint32: { arrays: ['Uint32Array'] },
  int64: { arrays: ['BigInt64Array'] },
  uint64: { arrays: ['BigUint64Array'] },
  bool: { arrays: ['Uint8Array'] },
};

/** The type of number that a class of typed arrays holds, where nothing else says it. */
export function typeOfArray(array: string): string | undefined {
  if (array === 'Float16Array') return 'float16';
  return Object.keys(numberTypes).find(
    (type) => type !== 'float16' && numberTypes[type]!.arrays.includes(array),
  );
}

/** Typed data as numbers; what holds numbers already is not copied. */
export function decoded(type: string, array: string, data: ArrayLike<unknown>): ArrayLike<number> {
  if (type === 'float16' && array === 'Uint16Array') {
    return float16Numbers(data as ArrayLike<number>);
  }
  // Not left in a `Uint16Array`, which would be refused as unclear if the result were read again.
  if (type === 'uint16') return Float32Array.from(data as ArrayLike<number>);
  if (type === 'int64' || type === 'uint64') return Float64Array.from(data as ArrayLike<unknown>, Number);
  return data as ArrayLike<number>;
}
