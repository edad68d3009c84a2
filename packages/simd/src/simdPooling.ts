import type { ArrayOptions, FlatOptions, NumbersInput, PoolingSpec } from '@ggem/core';
import type { Shape, TokenArray, TokenInput } from './tokenArray.ts';

/**
 * What a pooling takes besides tokens: `mask` `[batch, tokens]` (1 or true keeps a token, 0 or false drops it), `weights`
 * `[batch, tokens]` (how much a token counts, at least 0), and `parameters` by name in place of the spec's values, such as
 * `{ p: [3, 3.5] }`.
 */
export type PoolCall = Omit<ArrayOptions, 'layout'>;

/** What a gradient takes besides. */
export interface GradientCall extends PoolCall {
  /** `[batch, tokens, channels]`: where the gradient of the tokens goes. Default: the pooling's own memory. */
  readonly into?: Float32Array | undefined;
}

/** The gradients of a pooling. */
export interface SimdGradient {
  /**
   * `[batch, tokens, channels]`; 0 at prefix and dropped tokens. A view of the pooling's memory, which its next call
   * overwrites, unless `into` was given.
   */
  readonly tokens: Float32Array;
  /** One array a parameter, by name, row-major. */
  readonly parameters: Readonly<Record<string, Float32Array>>;
}

/** A pooling with memory of its own, made by `Simd.createPooling`. */
export interface SimdPooling {
  readonly spec: PoolingSpec;
  readonly channels: number;
  /** Channels of the result. */
  readonly outputChannels: number;

  /** Tokens to fill in the kernel's own memory, where they are pooled without a copy. One array at a time: the next `allocate` takes its place. */
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

/** What a gradient of flat arrays takes besides. */
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
