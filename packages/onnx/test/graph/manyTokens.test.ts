import type { PoolingSpecInput } from '@ggem/core';
import { InferenceSession } from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import { expect, it } from 'vitest';
import { poolingModel } from '../../src/index.ts';
import { run } from '../../src/run/index.ts';

const count = 1_000_000;
const like = Float32Array.from({ length: count }, () => Math.fround(0.1));
const ramp = Float32Array.from({ length: count }, (_, i) => (i + 1) / count);

/** The definitions by loops in float64. */
function mean(x: Float32Array, f: (value: number) => number = (value) => value): number {
  let sum = 0;
  for (const value of x) sum += f(value);
  return sum / x.length;
}
const kinds: readonly (readonly [PoolingSpecInput, (x: Float32Array) => number])[] = [
  [{ type: 'mean' }, (x) => mean(x)],
  [{ type: 'gem', p: 3 }, (x) => mean(x, (v) => v ** 3) ** (1 / 3)],
  [{ type: 'gem', p: 0.2 }, (x) => mean(x, (v) => v ** 0.2) ** 5],
  [{ type: 'gem', p: 0 }, (x) => Math.exp(mean(x, Math.log))],
  [{ type: 'gem', p: -2 }, (x) => mean(x, (v) => v ** -2) ** (-1 / 2)],
  [{ type: 'lse', r: 2 }, (x) => Math.log(mean(x, (v) => Math.exp(2 * v))) / 2],
];
const runtimes = {
  node: (model: Uint8Array) => InferenceSession.create(model),
  wasm: (model: Uint8Array) => web.InferenceSession.create(model),
};
// Set 9 has no slices of computed lengths, and sums in another way.
const each = kinds.flatMap(([spec, value]) => [17, 9].map((opset) => ({ spec, opset, value })));

it.each(each)('sums a million tokens: $spec in set $opset', async ({ spec, opset, value }) => {
  for (const [name, create] of Object.entries(runtimes)) {
    const session = await create(poolingModel(spec, { channels: 1, opset }));
    for (const data of [like, ramp]) {
      const { pooled } = await run<'pooled'>(session as InferenceSession, {
        tokens: { data, shape: [1, count, 1] },
      });
      const right = value(data);
      // In order, like numbers are off by 1e-4.
      expect(Math.abs(pooled.data[0]! / right - 1), name).toBeLessThan(3e-6);
    }
    await session.release();
  }
});
