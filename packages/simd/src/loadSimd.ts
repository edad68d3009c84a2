import type { PoolingSpec, PoolingSpecInput } from '@ggem/core';
import type { SimdPooling } from './simdPooling.ts';

/** Which build runs: WebAssembly with relaxed SIMD (fused multiply-add), with SIMD, or plain TypeScript where there is neither. */
export type SimdBuild = 'relaxed-simd' | 'simd' | 'typescript';

export interface SimdOptions {
  /** Which build to run. Default: the fastest that the engine has. */
  readonly build?: SimdBuild | undefined;
  /** Threads for the `…Parallel` calls, this one included. Default 1. More need a page that is cross-origin isolated, or Node. */
  readonly threads?: number | undefined;
  /** Folder from which to fetch `simd.wasm` and `relaxed-simd.wasm`. Default: they are inlined in the package. */
  readonly url?: string | URL | undefined;
}

/** Loaded kernels. */
export interface Simd {
  readonly build: SimdBuild;
  readonly threads: number;
  /** A pooling over so many channels; it keeps memory for itself until it is disposed. */
  readonly createPooling: (
    spec: PoolingSpecInput | PoolingSpec,
    options: { readonly channels: number },
  ) => SimdPooling;
  /** Ends the threads. */
  readonly dispose: () => void;
}

/** Loads the kernels: once a program. */
export declare function loadSimd(options?: SimdOptions): Promise<Simd>;
