/** Numbers of a matrix, row by row. */
export type MatrixNumbers = Float32Array | Float64Array;

/** Two matrices with rows of the same length, in the same type. */
export interface ProductCall<N extends MatrixNumbers> {
  /** `[rows, length]`. */
  readonly a: N;
  /** `[columns, length]`. */
  readonly b: N;
  readonly length: number;
  /** Where the product goes, `[rows, columns]`. Default: a new array. */
  readonly into?: N | undefined;
}

/**
 * Products of matrices of any size, in blocks, so that the memory beside the arrays of the caller is bounded: at most 20 MiB.
 * It is taken by the first product and kept until `dispose`.
 */
export interface SimdProducts {
  /**
   * `C = A Bᵀ`: every row of A times every row of B. float32 sums have four parts, each in order, so that an element is off
   * by at most `(length / 4 + 3) 2⁻²⁴ Σ abs(a b)`.
   *
   * In: A `[rows, length]`, B `[columns, length]`. Out: `[rows, columns]`.
   * Throws a `GgemError` with code `shape` where lengths do not fit, and `value` where types differ.
   */
  readonly timesTransposed: <N extends MatrixNumbers>(call: ProductCall<N>) => N;
  /** The same on all threads of `loadSimd({ threads })`; the bits are those of one thread. */
  readonly timesTransposedParallel: <N extends MatrixNumbers>(call: ProductCall<N>) => Promise<N>;
  /** Gives the memory back. */
  readonly dispose: () => void;
}
