import type { Harness, PoolInput, PoolingProperty, PoolOutput } from '@ggem/conformance';
import { loadSimd, type Simd } from '../../src/index.ts';

/** The public functions of `@ggem/simd` in every build. */
export const harness: Harness = {
  name: 'simd',
  devices: ['simd', 'relaxed-simd', 'typescript'],
  open: async (device) => {
    const simd = await loadSimd({ build: device as Simd['build'] });
    return {
      answers: () => simd.build,
      pool: async (input, wanted) => runPooling(simd, input, wanted),
      close: () => simd.dispose(),
    };
  },
};

function runPooling(
  simd: Simd,
  { spec, shape, x, dy, mask, weights, parameters }: PoolInput,
  wanted: ReadonlySet<PoolingProperty>,
): PoolOutput {
  const pooling = simd.createPooling(spec, { channels: shape[2] });
  const call = { mask, weights, parameters };
  const tokens = { data: x, shape };
  const y = pooling.pool(tokens, call);
  const gradient = pooling.gradient(tokens, dy, call);
  const output = {
    y,
    dx: gradient.tokens,
    dp: Object.keys(parameters).flatMap((name) => Array.from(gradient.parameters[name]!)),
    ...(wanted.has('w') && { w: pooling.weights(tokens, call) }),
  };
  pooling.dispose();
  return output;
}

export { expectations } from './expectations.ts';
