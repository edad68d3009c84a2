/**
 * The seam between the math and a tensor library. Every pooling is written against these operations and nothing else;
 * an adapter is an object of this type.
 *
 * Every tensor has rank 3, `[batch, tokens, channels]`, and an axis of length 1 broadcasts in every operation of two or
 * more operands. Conditions are tensors of the same kind, which only `select` reads.
 *
 * Infinities are values, as IEEE 754 has them. NaN stays NaN through arithmetic, `sum` and `max`; elsewhere, and for
 * 0 / 0, ∞ / ∞ and `log(0)`, GPU languages leave the result open, and no pooling relies on it.
 */
export interface TensorOps<T> {
  /** Limits of the float type in which the library computes; decides how many terms a series needs. */
  readonly float: FloatLimits;

  readonly add: (a: Operand<T>, b: Operand<T>) => T;
  readonly sub: (a: Operand<T>, b: Operand<T>) => T;
  readonly mul: (a: Operand<T>, b: Operand<T>) => T;
  readonly div: (a: Operand<T>, b: Operand<T>) => T;

  readonly exp: (x: T) => T;
  /** Natural logarithm of a number above 0; `log(∞) = ∞`. */
  readonly log: (x: T) => T;
  /**
   * `r^p` for `r` in [0, 1] and `p > 0`, or for any `r ≥ 0` where there is a `roughMean`; `0^p` is 0, or as small as a
   * number gets. Leave it out where a library has nothing faster or more exact: `e^(p ln r)` runs then.
   */
  readonly power?: (r: T, p: Operand<T>) => T;
  /** `x` held in `[low, high]`; an open end is ±Infinity. Its derivative is 1 at the bounds, 0 beyond. */
  readonly clamp: (x: T, low: number, high: number) => T;

  /** Condition `a < b`; false where either is NaN. */
  readonly less: (a: Operand<T>, b: Operand<T>) => T;
  /** Condition `a = b`; false where either is NaN. */
  readonly equal: (a: Operand<T>, b: Operand<T>) => T;
  /** Exactly `yes` where the condition holds, else exactly `no`: what is not selected never leaks, NaN included. */
  readonly select: (condition: T, yes: Operand<T>, no: Operand<T>) => T;

  /** Sum over tokens, `[batch, n, channels]` to `[batch, 1, channels]`. */
  readonly sum: (x: T) => T;
  /** Largest over tokens, NaN if any is NaN. A constant to differentiation: poolings use it as a scale. */
  readonly max: (x: T) => T;
  /**
   * About `Σ q x` over tokens, for `x ≥ 0`, NaN if any is NaN; ∞ where a sum of `x` leaves the float type. A constant to
   * differentiation, like `max`, in whose place it is a scale: leave it out where it costs more.
   */
  readonly roughMean?: (x: T, q: Operand<T>) => T;
  /** How many tokens there are: a number where the library knows it, else a tensor `[1, 1, 1]`. */
  readonly count: (x: T) => Operand<T>;
  /** `0, 1, ..., n - 1` as `[1, n, 1]` for the `n` tokens of `x`. */
  readonly positions: (x: T) => T;
  /** `x` repeated along its axes of length 1 until it has the shape of `like`. */
  readonly expand: (x: Operand<T>, like: T) => T;
  /** Tokens from `begin` up to `end`; negative bounds count from the end, an absent `end` is the last token. */
  readonly slice: (x: T, begin: number, end?: number) => T;
  /** `before` tokens of zeros put in front. Adjoint of `slice(x, before)`. */
  readonly pad: (x: T, before: number) => T;

  /** Tokens and channels swapped, `[batch, n, channels]` to `[batch, channels, n]`. */
  readonly transpose: (x: T) => T;

  /** The given numbers along one axis: `[1, 1, values.length]`, or `[1, values.length, 1]` for tokens. */
  readonly constant: (values: readonly number[], axis?: 'channels' | 'tokens') => T;
  /** Group values `[batch, n, groups]` to channels `[batch, n, channels]`; of one group, `[batch, n, 1]` will do. */
  readonly spread: (values: T, layout: GroupLayout) => T;
  /** Sum over each group's channels, `[batch, n, channels]` to `[batch, n, groups]`. Adjoint of `spread`. */
  readonly collect: (x: T, layout: GroupLayout) => T;
  /** Sum over the batch, `[batch, n, channels]` to `[1, n, channels]`. */
  readonly sumBatch: (x: T) => T;
  /** Tensors of one batch and token count side by side, their channels in the order given. */
  readonly concat: (parts: readonly T[]) => T;
  /** Channels from `begin` up to `end`, both from 0. */
  readonly sliceChannels: (x: T, begin: number, end: number) => T;
  /** `y_o = Σ_i x_i m_io`: `[batch, n, in]` times `[1, in, out]`, or one matrix an image, gives `[batch, n, out]`. */
  readonly linear: (x: T, matrix: T) => T;
}

/**
 * A tensor, or a number that stands for a tensor filled with it. Arithmetic and comparisons are never given two numbers;
 * `select` may be, under a condition that is a tensor.
 */
export type Operand<T> = T | number;

/** Which channels share a group: contiguous runs of `channels / groups`, or channel `c` in group `c mod groups`. */
export interface GroupLayout {
  readonly groups: number;
  readonly channels: number;
  readonly interleaved: boolean;
}

/** What a float type can hold. */
export interface FloatLimits {
  /** Unit roundoff: half the distance from 1 to the next number. */
  readonly epsilon: number;
  /** Smallest normal number. */
  readonly tiny: number;
  /** Largest finite number. */
  readonly huge: number;
}

/** Limits of 32-bit floats. */
export const float32: FloatLimits = { epsilon: 2 ** -24, tiny: 2 ** -126, huge: (2 - 2 ** -23) * 2 ** 127 };
/** Limits of 64-bit floats, the numbers of JavaScript. */
export const float64: FloatLimits = { epsilon: 2 ** -53, tiny: 2 ** -1022, huge: Number.MAX_VALUE };
