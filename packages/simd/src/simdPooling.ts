import type { PoolingSpec } from '@ggem/core';

/** `[batch, tokens, channels]`. */
export type Shape = readonly [batch: number, tokens: number, channels: number];

/** Float16 numbers: a `Float16Array`, or their bits in a `Uint16Array`, as onnxruntime hands them out. */
export interface HalfFloats {
  readonly BYTES_PER_ELEMENT: number;
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly length: number;
}

/** Tokens as they lie in memory. */
export type TokenData = Float32Array | Float64Array | HalfFloats;

/** Tokens, row-major. Where `data` came from `allocate` of the same pooling it is read in place, else in small pieces. */
export interface TokenArray<D extends TokenData = TokenData> {
  readonly data: D;
  readonly shape: Shape;
}

/** What a pooling takes besides tokens. */
export interface PoolCall {
  /** `[batch, tokens]`: 1 keeps a token, 0 drops it. */
  readonly mask?: ArrayLike<number> | undefined;
  /** `[batch, tokens]`: how much a token counts, at least 0. */
  readonly weights?: ArrayLike<number> | undefined;
  /** Values by name in place of the spec's, such as `{ p: [3, 3.5] }`, row-major. */
  readonly parameters?: Readonly<Record<string, ArrayLike<number> | undefined>> | undefined;
}

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
  readonly pool: (tokens: TokenArray, call?: PoolCall) => Float32Array;
  /** Gradient of `Σ dy · y` with respect to tokens and parameters; `dy` is `[batch, outputChannels]`. */
  readonly gradient: (tokens: TokenArray, dy: ArrayLike<number>, call?: GradientCall) => SimdGradient;
  /** Where the pooling looks: `[batch, tokens, channels]`, summing to 1 over the kept tokens; a new array. */
  readonly weights: (tokens: TokenArray, call?: PoolCall) => Float32Array;
  /** `pool` on all threads where the input is large enough to gain by it. */
  readonly poolParallel: (tokens: TokenArray, call?: PoolCall) => Promise<Float32Array>;
  /** `gradient` on all threads where the input is large enough to gain by it. */
  readonly gradientParallel: (
    tokens: TokenArray,
    dy: ArrayLike<number>,
    call?: GradientCall,
  ) => Promise<SimdGradient>;

  /** Gives the memory back; views of it must not be used afterwards. */
  readonly dispose: () => void;
}
