import { loadSimd, type Simd, type SimdProducts } from '@ggem/simd';

/** Options of all measures that may compute for a long time. */
export interface WorkOptions {
  /** Kernels for matrix products, `await loadSimd({ threads })`. Default: those for one thread, loaded with the first call. */
  readonly simd?: Simd | undefined;
  /** Ends the work: the call then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told how much is done, from 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

let loading: Promise<Simd> | undefined;

function defaultSimd(): Promise<Simd> {
  loading ??= loadSimd();
  return loading;
}

/** Runs `act` with memory for matrix products, and frees that memory even if `act` fails. */
export async function withProducts<R>(
  { simd, signal }: WorkOptions,
  act: (products: SimdProducts) => Promise<R>,
): Promise<R> {
  signal?.throwIfAborted();
  const products = (simd ?? (await defaultSimd())).createProducts();
  try {
    return await act(products);
  } finally {
    products.dispose();
  }
}

/** Lets other work run, and ends where the caller asked for it. */
export async function pause({ signal, onProgress }: WorkOptions, share: number): Promise<void> {
  onProgress?.(share);
  await new Promise((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
}
