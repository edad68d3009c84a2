import type { PoolingSpecInput } from '@ggem/core';
import { InferenceSession } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { poolingGradientModel, poolingModel } from '../../src/index.ts';
import { run } from '../../src/run/index.ts';

// The values are the rule itself: nothing kept gives zeros, no images give no rows.
const specs: readonly PoolingSpecInput[] = [
  { type: 'mean' },
  { type: 'max' },
  { type: 'gem' },
  { type: 'gem', p: -2 },
  { type: 'gem', p: 0 },
  { type: 'gem', p: 'inf' },
  { type: 'gem', negatives: 'shift' },
  { type: 'ggem', groups: 2, p: [3, 0.2], after: ['l2'] },
  { type: 'lse' },
  { type: 'meanSqrtLen' },
  { type: 'positionWeightedMean' },
  { type: 'mix', parts: [{ type: 'mean' }, { type: 'max' }] },
  { type: 'concat', parts: [{ type: 'gem' }, { type: 'concat', parts: [{ type: 'max' }, { type: 'lse' }] }] },
];
const channels = 2;

it.each(specs)('gives zeros of no tokens, and no rows of no images: %o', async (spec) => {
  const session = await InferenceSession.create(poolingModel(spec, { channels }), { logSeverityLevel: 3 });
  for (const [batch, count] of [
    [2, 0],
    [0, 5],
    [0, 0],
  ] as const) {
    const tokens = { data: new Float32Array(batch * count * channels), shape: [batch, count, channels] };
    const { pooled } = await run<'pooled'>(session, { tokens });
    expect(pooled.shape[0]).toBe(batch);
    expect(Array.from(pooled.data)).toEqual(Array(batch * pooled.shape[1]!).fill(0));
  }
  await session.release();
});

it.each([{ type: 'gem' }, { type: 'lse', trainable: true }] as const)(
  'gives zeros as gradients of no tokens: %o',
  async (spec) => {
    const session = await InferenceSession.create(poolingGradientModel(spec, { channels }));
    const { tokens_gradient, ...rest } = await run(session, {
      tokens: { data: new Float32Array(0), shape: [2, 0, channels] },
      pooled_gradient: { data: new Float32Array(4).fill(1), shape: [2, channels] },
      ...(spec.type === 'gem' ? { p: { data: [3], shape: [1] } } : { r: { data: [1], shape: [1] } }),
    });
    expect(tokens_gradient!.shape).toEqual([2, 0, channels]);
    for (const { data } of Object.values(rest)) expect(Array.from(data)).toEqual([0]);
  },
);
