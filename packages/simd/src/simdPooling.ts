import type { ArrayOptions, FlatOptions, NumbersInput, PoolingSpec } from '@ggem/core';
import type { Shape, TokenArray, TokenInput } from './tokenArray.ts';

/**
 * What a pooling takes besides tokens: `mask` `[batch, tokens]` (1 or true keeps a token, 0 or false drops it),
 * `tokenWeights` `[batch, tokens]` (how much a token counts, at least 0), and `parameters` by name in place of the spec's
 * values, such as `{ p: [3, 3.5] }`.
 */
export type PoolCall = Omit<ArrayOptions, 'dataFormat'>;

/** What a gradient takes besides tokens and `dy`. */
export interface GradientCall extends PoolCall {
  /** `[batch, tokens, channels]`: where the gradient for tokens is written. Default: the pooling's own memory. */
  readonly into?: Float32Array | undefined;
}

/** The gradients of a pooling. */
export interface SimdGradient {
  /**
   * `[batch, tokens, channels]`; 0 at prefix and dropped tokens. A view of the pooling's memory, which its next call
   * overwrites, unless `into` was given.
   */
  readonly tokens: Float32Array;
  /** One row-major array for each parameter, by name. */
  readonly parameters: Readonly<Record<string, Float32Array>>;
}

/**
 * A pooling with memory of its own, made by `Simd.createPooling`. Its functions throw a `GgemError`: `shape` and `value`
 * for input that does not fit or is not allowed, `state` after `dispose` or while threads still run.
 */
export interface SimdPooling {
  readonly spec: PoolingSpec;
  readonly channels: number;
  /** How many channels the result has. */
  readonly outputChannels: number;

  /** An array for tokens in the kernels' memory, from where they are pooled without a copy. The next `allocate` reuses it. */
  readonly allocate: (shape: Shape) => TokenArray<Float32Array>;
  /** The same for float16, as bits. */
  readonly allocateFloat16: (shape: Shape) => TokenArray<Uint16Array>;

  /** `[batch, tokens, channels]` to `[batch, outputChannels]`, a new array; on the calling thread. */
  readonly pool: (tokens: TokenInput, call?: PoolCall) => Float32Array;
  /** Gradient of `Σ dy · y` with respect to tokens and parameters; `dy` is `[batch, outputChannels]`. */
  readonly gradient: (tokens: TokenInput, dy: NumbersInput, call?: GradientCall) => SimdGradient;
  /** Where the pooling looks: `[batch, tokens, channels]`, summing to 1 over the kept tokens; a new array. */
  readonly poolingWeights: (tokens: TokenInput, call?: PoolCall) => Float32Array;
  /** `pool` on all threads where the input is large enough to gain by it. */
  readonly poolParallel: (tokens: TokenInput, call?: PoolCall) => Promise<Float32Array>;
  /** `gradient` on all threads where the input is large enough to gain by it. */
  readonly gradientParallel: (
    tokens: TokenInput,
    dy: NumbersInput,
    call?: GradientCall,
  ) => Promise<SimdGradient>;

  /** Gives the memory back; views of it must not be used afterwards. */
  readonly dispose: () => void;
}

/** What a gradient of flat arrays takes besides tokens and `dy`. */
export interface FlatGradientCall extends FlatOptions, Pick<GradientCall, 'into'> {}

/** A pooling whose arguments are flat arrays; `readingInputs` makes a `SimdPooling` of it. */
export interface FlatPooling
  extends Omit<SimdPooling, 'pool' | 'gradient' | 'poolingWeights' | 'poolParallel' | 'gradientParallel'> {
  readonly pool: (tokens: TokenArray, call?: FlatOptions) => Float32Array;
  readonly gradient: (tokens: TokenArray, dy: ArrayLike<number>, call?: FlatGradientCall) => SimdGradient;
  readonly poolingWeights: (tokens: TokenArray, call?: FlatOptions) => Float32Array;
  readonly poolParallel: (tokens: TokenArray, call?: FlatOptions) => Promise<Float32Array>;
  readonly gradientParallel: (
    tokens: TokenArray,
    dy: ArrayLike<number>,
    call?: FlatGradientCall,
  ) => Promise<SimdGradient>;
}
