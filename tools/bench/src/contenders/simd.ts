import type { Simd, SimdBuild, SimdPooling, TokenArray } from '@ggem/simd';
import type { Contender, Job } from '../contender.ts';
import type { Workload } from '../workload.ts';

interface Kind {
  readonly build: SimdBuild;
  readonly threads: number;
  /** Tokens lie outside of the kernels' memory and are copied into it, instead of being written there at once. */
  readonly foreign?: boolean;
}

const kinds: readonly Kind[] = [
  { build: 'relaxed-simd', threads: 1 },
  { build: 'relaxed-simd', threads: 1, foreign: true },
  { build: 'relaxed-simd', threads: 2 },
  { build: 'simd', threads: 1 },
  { build: 'typescript', threads: 1 },
];

/** `@ggem/simd` in each of its builds. */
export const contenders: readonly Contender[] = kinds.map(
  ({ build, threads, foreign = false }): Contender => ({
    adapter: '@ggem/simd',
    device: build,
    how: 'ours',
    ...(foreign && { variant: 'copied in' }),
    threads,
    hosts: ['node', 'browser'],
    can: () => true,
    open: async () => {
      const { loadSimd } = await import('@ggem/simd');
      const simd = await loadSimd({ build, threads });
      if (simd.build !== build) throw new Error(`the kernels run as ${simd.build} instead`);
      if (simd.threads !== threads)
        throw new Error(`there are ${simd.threads} threads instead of ${threads}`);
      return { prepare: (workload) => prepare(simd, workload, foreign), close: () => simd.dispose() };
    },
  }),
);

function prepare(simd: Simd, workload: Workload, foreign: boolean): Job {
  const { x, dy, batch, tokens, channels, pass, pooling, query } = workload;
  const call = query ? { parameters: { 'attend.query': query } } : {};
  const pool: SimdPooling = simd.createPooling(pooling, { channels });
  const own = pool.allocate([batch, tokens, channels]);
  const input: TokenArray = foreign ? { data: x, shape: [batch, tokens, channels] } : own;
  if (!foreign) own.data.set(x);
  let last: Float32Array | undefined;
  const parallel = simd.threads > 1;
  const forward = (): void | Promise<void> => {
    if (!parallel) {
      last = pool.pool(input, call);
      return;
    }
    return pool.poolParallel(input, call).then((y) => {
      last = y;
    });
  };
  const gradient = (): void | Promise<void> => {
    if (!parallel) {
      last = pool.gradient(input, dy, call).tokens;
      return;
    }
    return pool.gradientParallel(input, dy, call).then((both) => {
      last = both.tokens;
    });
  };
  return { run: pass === 'forward' ? forward : gradient, result: () => last!, dispose: () => pool.dispose() };
}
