import type { PoolingSpecInput } from '@ggem/core';
import { InferenceSession } from 'onnxruntime-node';
import * as web from 'onnxruntime-web';
import { expect, it } from 'vitest';
import { poolingGradientModel, poolingModel } from '../../src/index.ts';
import { run } from '../../src/run/index.ts';

const count = 1_000_000;
const like = Float32Array.from({ length: count }, () => Math.fround(0.1));
const ramp = Float32Array.from({ length: count }, (_, i) => (i + 1) / count);

/** The definitions, computed by loops in float64. */
function mean(x: Float32Array, f: (value: number) => number = (value) => value): number {
  let sum = 0;
  for (const value of x) sum += f(value);
  return sum / x.length;
}

interface Kind {
  readonly spec: PoolingSpecInput;
  readonly value: (x: Float32Array) => number;
  /** The weight of a token `v` where the pooled value is `y`, times `count`. */
  readonly weight: (v: number, y: number) => number;
}

function gem(p: number): Kind {
  return {
    spec: { type: 'gem', p },
    value: (x) => mean(x, (v) => v ** p) ** (1 / p),
    weight: (v, y) => (v / y) ** p,
  };
}

const kinds: readonly Kind[] = [
  { spec: { type: 'mean' }, value: (x) => mean(x), weight: () => 1 },
  gem(3),
  gem(0.2),
  { spec: { type: 'gem', p: 0 }, value: (x) => Math.exp(mean(x, Math.log)), weight: () => 1 },
  gem(-2),
  {
    spec: { type: 'lse', r: 2 },
    value: (x) => Math.log(mean(x, (v) => Math.exp(2 * v))) / 2,
    weight: (v, y) => Math.exp(2 * (v - y)),
  },
];
const runtimes = {
  node: (model: Uint8Array) => InferenceSession.create(model),
  wasm: (model: Uint8Array) => web.InferenceSession.create(model),
};
// Set 9 has no slices of computed lengths, so that it sums in another way.
const each = kinds.flatMap((kind) => [17, 9].map((opset) => ({ ...kind, opset })));

it.each(each)('sums a million tokens: $spec in set $opset', async ({ spec, opset, value, weight }) => {
  for (const [name, create] of Object.entries(runtimes)) {
    const session = await create(poolingModel(spec, { channels: 1, opset, poolingWeights: true }));
    for (const data of [like, ramp]) {
      const { pooled, pooling_weights } = await run<'pooled' | 'pooling_weights'>(
        session as InferenceSession,
        { tokens: { data, shape: [1, count, 1] } },
      );
      const right = value(data);
      // A sum of like numbers one after the other would have an error of 1e-4.
      expect(Math.abs(pooled.data[0]! / right - 1), name).toBeLessThan(3e-6);
      const off = (v: number, i: number) => pooling_weights.data[i]! / (weight(v, right) / count) - 1;
      expect(farthest(data, off), name).toBeLessThan(1e-5);
    }
    await session.release();
  }
});

it.each([3, 0.2, -2].flatMap((p) => [17, 9].map((opset) => ({ p, opset }))))(
  'differentiates a million tokens: p $p in set $opset',
  async ({ p, opset }) => {
    const { spec, value, weight } = gem(p);
    const y = value(ramp);
    const model = poolingGradientModel(spec, { channels: 1, opset });
    for (const [name, create] of Object.entries(runtimes)) {
      const session = await create(model);
      const { tokens_gradient, p_gradient } = await run<'tokens_gradient' | 'p_gradient'>(
        session as InferenceSession,
        {
          tokens: { data: ramp, shape: [1, count, 1] },
          p: { data: Float32Array.of(p), shape: [1] },
          pooled_gradient: { data: Float32Array.of(1), shape: [1, 1] },
        },
      );
      await session.release();
      const off = (v: number, i: number) => tokens_gradient.data[i]! / ((weight(v, y) * y) / v / count) - 1;
      expect(farthest(ramp, off), name).toBeLessThan(1e-5);
      const byP = (y / p) * mean(ramp, (v) => weight(v, y) * Math.log(v / y));
      expect(Math.abs(p_gradient.data[0]! / byP - 1), name).toBeLessThan(2e-5);
    }
  },
);

/** The largest distance from 0 of what each of very many numbers gives; NaN where one does. */
function farthest(values: Float32Array, off: (value: number, i: number) => number): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(off(values[i]!, i)));
  return most;
}
