import { expect, it } from 'vitest';
import { sizeOf } from './bundle.ts';

/**
 * What an import costs a page in kB, tensor libraries aside, and the entries imported beside it. The bound lies just above
 * what is reached: what makes a bundle smaller lowers it, and whoever has to raise it says why in the commit.
 */
const most: readonly (readonly [names: string, from: string, beside: readonly string[], kB: number])[] = [
  ['poolArray', 'core/bare', ['core/pooling/mean'], 10.9],
  ['poolArray', 'core/bare', ['core/pooling/ggem'], 15.1],
  ['pool', 'tfjs/bare', ['core/pooling/mean'], 11.3],
  ['pool', 'tfjs/bare', ['core/pooling/ggem'], 15.4],
  ['GgemError', 'core/bare', [], 0.2],
  ['poolArray', 'core', [], 25.8],
  ['parseSpec', 'core', [], 15.7],
  ['pool', 'tfjs', [], 23.7],
  ['createPooling', 'gpujs', [], 38.9],
  ['createPooling', 'webgpu', [], 40.7],
  ['poolingModel', 'onnx', [], 32.4],
  ['loadSimd', 'simd', [], 66.4],
];

it.each(most)('%s of %s with %j is at most its bound', async (names, from, beside, kB) => {
  expect(await sizeOf(names, from, { beside })).toBeLessThanOrEqual(kB);
});
