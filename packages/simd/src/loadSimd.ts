import {
  checkOptions,
  GgemError,
  type KnownOptions,
  type PoolingSpec,
  type PoolingSpecInput,
  parseSpec,
} from '@ggem/core';
import { createAttendPooling } from './attend/attendPooling.ts';
import { createFallbackPooling } from './fallbackPooling.ts';
import { hasRelaxedSimd, hasSimd, hasThreads } from './features.ts';
import { isAttendKernelSpec, isKernelSpec } from './hasKernels.ts';
import { createKernelPooling } from './kernelPooling.ts';
import { loadModule } from './loadModule.ts';
import { MemoryPool } from './memoryPool.ts';
import { createKernelProducts } from './products/kernelProducts.ts';
import { createPlainProducts } from './products/plainProducts.ts';
import type { SimdProducts } from './products/products.ts';
import { readingInputs } from './readingInputs.ts';
import type { FlatPooling, SimdPooling } from './simdPooling.ts';
import { ThreadPool } from './threadPool.ts';
import type { Engine } from './workspaces.ts';

/** Which build runs: WebAssembly with relaxed SIMD (fused multiply-add), with SIMD, or plain TypeScript where there is neither. */
export type SimdBuild = 'relaxed-simd' | 'simd' | 'typescript';

export interface SimdOptions {
  /** Which build to run. Default: the fastest that the engine has. */
  readonly build?: SimdBuild | undefined;
  /**
   * Threads for `poolParallel` and `gradientParallel`. Default 1. More than one needs Node, or a page that is cross-origin
   * isolated; elsewhere one thread does all the work, and `threads` of the result is 1.
   */
  readonly threads?: number | undefined;
  /** Threads are used for at least so many numbers (batch times tokens times channels). Default: where they are faster. */
  readonly threadsFrom?: number | undefined;
  /** Folder from which to fetch `simd.wasm` or `relaxed-simd.wasm`. Default: both are inlined in the package. */
  readonly url?: string | URL | undefined;
}

const simdOptions: KnownOptions<SimdOptions> = { build: true, threads: true, threadsFrom: true, url: true };

/** Loaded kernels. */
export interface Simd {
  readonly build: SimdBuild;
  readonly threads: number;
  /** Makes a pooling. It keeps memory until it is disposed. Throws a `GgemError` for a spec that does not fit the channels. */
  readonly createPooling: (spec: PoolingSpecInput, options: { readonly channels: number }) => SimdPooling;
  /** Makes a place for products of matrices. It keeps memory until it is disposed. */
  readonly createProducts: () => SimdProducts;
  /** Ends the threads. */
  readonly dispose: () => void;
}

/**
 * Loads the kernels. A program needs this once.
 *
 * ```ts
 * const simd = await loadSimd();
 * const pooling = simd.createPooling({ type: 'ggem', groups: 12 }, { channels: 768 });
 * const pooled = pooling.pool({ data, shape: [8, 196, 768] }); // [8, 768]
 * ```
 *
 * Throws a `GgemError` with code `unavailable` where a build is asked for that the engine cannot run.
 */
export async function loadSimd(options: SimdOptions = {}): Promise<Simd> {
  checkOptions('loadSimd', options, simdOptions);
  const build = options.build ?? fastestBuild();
  checkBuild(build);
  const wanted = options.threads ?? 1;
  if (!Number.isInteger(wanted) || wanted < 1) {
    throw new GgemError(
      'value',
      `loadSimd: threads must be a whole number from 1, but ${wanted} came. Use navigator.hardwareConcurrency at most.`,
    );
  }
  const threads = build !== 'typescript' && hasThreads() ? wanted : 1;
  const module =
    build === 'typescript' ? undefined : await loadModule(build, { url: options.url, shared: threads > 1 });
  const threadPool = module && threads > 1 ? new ThreadPool(module, threads) : undefined;
  const memories = module && new MemoryPool(module, threadPool);
  return {
    build,
    threads,
    createPooling: (given, made) => {
      const spec = parseSpec(given);
      checkOptions(spec.type, made, { channels: true });
      const { channels } = made;
      checkChannels(spec, channels);
      if (memories === undefined) return readingInputs(createFallbackPooling(spec, channels));
      const engine = { memories, threadPool, threadsFrom: options.threadsFrom };
      return readingInputs(createPooling(engine, spec, channels));
    },
    createProducts: () =>
      memories === undefined ? createPlainProducts() : createKernelProducts(memories, threadPool),
    dispose: () => threadPool?.end(),
  };
}

function createPooling(engine: Engine, spec: PoolingSpec, channels: number): FlatPooling {
  if (isKernelSpec(spec)) return createKernelPooling(engine, spec, channels);
  if (isAttendKernelSpec(spec)) return createAttendPooling(engine, spec, channels);
  return createFallbackPooling(spec, channels);
}

function fastestBuild(): SimdBuild {
  return hasRelaxedSimd() ? 'relaxed-simd' : hasSimd() ? 'simd' : 'typescript';
}

function checkBuild(build: SimdBuild): void {
  const runs = { 'relaxed-simd': hasRelaxedSimd, simd: hasSimd, typescript: () => true };
  if (!Object.hasOwn(runs, build)) {
    throw new GgemError(
      'value',
      `loadSimd: build must be "relaxed-simd", "simd" or "typescript", but ${JSON.stringify(build)} came. Leave it out for the fastest.`,
    );
  }
  if (!runs[build]()) {
    throw new GgemError(
      'unavailable',
      `loadSimd: build ${build} needs an engine that has it, but this one has not. Leave build out for the fastest that runs here.`,
    );
  }
}

function checkChannels(spec: PoolingSpec, channels: number): void {
  if (Number.isInteger(channels) && channels > 0) return;
  throw new GgemError(
    'value',
    `${spec.type}: channels must be a whole number from 1, but ${channels} came. Give the last axis of the tokens.`,
  );
}
