/** Numbers in one row: a plain or typed array; 64-bit whole numbers and booleans for masks and weights. */
export type NumbersList = ArrayLike<number> | ArrayLike<bigint> | ArrayLike<boolean>;

/** A row of numbers, or arrays in arrays, the outermost axis first. */
export type NestedNumbers = NumbersList | readonly NestedNumbers[];

/**
 * A tensor as onnxruntime and transformers.js hand it out, `{ type, data, dims }`, or numbers with their shape,
 * `{ data, shape }`. With type `float16` the data may be bits in a `Uint16Array`.
 */
export interface NumbersTensor {
  /** `float32`, `float64`, `float16`, `int8` to `int64`, `uint8` to `uint64`, `bool`. Default: what the data is. */
  readonly type?: string | undefined;
  /** Row-major. */
  readonly data: ArrayLike<unknown>;
  readonly dims?: readonly number[] | undefined;
  /** The same as `dims`. */
  readonly shape?: readonly number[] | undefined;
}

/** Numbers as they come: see `readNumbers`. */
export type NumbersInput = NestedNumbers | NumbersTensor;

/** What numbers are for. `real`: values that are pooled; `count`: weights and parameters; `mask`: 1 and 0. */
export type NumbersUse = 'real' | 'count' | 'mask';

/** Row-major numbers, and the lengths of their axes where the input says them. */
export interface ReadNumbers {
  readonly data: ArrayLike<number>;
  readonly shape: readonly number[] | undefined;
}

/** Whether something is a row or arrays in arrays, rather than a tensor. */
export function isList(input: unknown): input is ArrayLike<unknown> {
  return (
    typeof input === 'object' &&
    input !== null &&
    !(input instanceof DataView) &&
    typeof (input as ArrayLike<unknown>).length === 'number'
  );
}

/** The name of an object's class, such as `Float32Array`, whichever realm it is from. */
export function className(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1);
}
