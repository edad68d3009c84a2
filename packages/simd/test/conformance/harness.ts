import type { Harness, PoolInput, PoolingProperty, PoolOutput } from '@ggem/conformance';
import { loadSimd, type Simd, type SimdOptions } from '../../src/index.ts';

const options: Readonly<Record<string, SimdOptions>> = {
  simd: { build: 'simd' },
  'relaxed-simd': { build: 'relaxed-simd' },
  // Threads are used from the smallest input on, so that small cases test them too.
  threads: { threads: 3, threadsFrom: 0 },
  typescript: { build: 'typescript' },
};

/** The public functions of `@ggem/simd` in every build, and on threads. */
export const harness: Harness = {
  name: 'simd',
  devices: Object.keys(options),
  open: async (device) => {
    const simd = await loadSimd(options[device]);
    return {
      answers: () => (simd.threads > 1 ? 'threads' : simd.build),
      pool: (input, wanted) => runPooling(simd, input, wanted),
      close: () => simd.dispose(),
    };
  },
};

async function runPooling(
  simd: Simd,
  { spec, shape, x, dy, mask, tokenWeights, parameters }: PoolInput,
  wanted: ReadonlySet<PoolingProperty>,
): Promise<PoolOutput> {
  const pooling = simd.createPooling(spec, { channels: shape[2] });
  const call = { mask, tokenWeights, parameters };
  const tokens = { data: x, shape };
  const parallel = simd.threads > 1;
  const y = parallel ? await pooling.poolParallel(tokens, call) : pooling.pool(tokens, call);
  const gradient = parallel
    ? await pooling.gradientParallel(tokens, dy, call)
    : pooling.gradient(tokens, dy, call);
  const output = {
    y,
    dx: gradient.tokens,
    dp: Object.keys(parameters).flatMap((name) => Array.from(gradient.parameters[name]!)),
    ...(wanted.has('w') && { w: pooling.poolingWeights(tokens, call) }),
  };
  pooling.dispose();
  return output;
}

export { aboutDevice as about } from './aboutDevice.ts';
export { expectations } from './expectations.ts';
