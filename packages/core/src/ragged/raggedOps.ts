import type { TensorOps } from '../ops/ops.ts';

/**
 * What a library needs besides `TensorOps` to pool ragged batches: the tokens of many images in one tensor
 * `[1, total, channels]`, image `b` from `offsets[b]` up to `offsets[b + 1]`.
 *
 * `Offsets` has the type that the library wants; core only hands them on.
 */
export interface RaggedOps<T, Offsets = readonly number[]> extends TensorOps<T> {
  /**
   * Images side by side: `[1, total, channels]` to `[batch, longest, channels]`, each from its first token on, with
   * zeros after its last. NaN and infinities stay in their image.
   */
  readonly unpack: (x: T, offsets: Offsets) => T;
  /** The way back, `[batch, longest, channels]` to `[1, total, channels]`: padding is left out. Adjoint of `unpack`. */
  readonly pack: (x: T, offsets: Offsets) => T;
}
