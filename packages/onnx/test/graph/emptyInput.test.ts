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

// Before set 9 there is neither Where nor an operator that counts the positions of an open number of tokens.
const each = [7, 8, 9, 10, 17].flatMap((opset) =>
  specs.filter(({ type }) => opset >= 9 || type !== 'positionWeightedMean').map((spec) => ({ opset, spec })),
);

it.each(each)('gives zeros of no tokens, and no rows of no images: %o', async ({ opset, spec }) => {
  const model = poolingModel(spec, { channels, opset });
  const session = await InferenceSession.create(model, { logSeverityLevel: 3 });
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

it.each(
  [7, 8, 9, 17].flatMap((opset) =>
    ([{ type: 'gem' }, { type: 'lse', trainable: true }] as const).map((spec) => ({ opset, spec })),
  ),
)('gives zeros as gradients of no tokens: %o', async ({ opset, spec }) => {
  const session = await InferenceSession.create(poolingGradientModel(spec, { channels, opset }), {
    logSeverityLevel: 3,
  });
  const { tokens_gradient, ...rest } = await run(session, {
    tokens: { data: new Float32Array(0), shape: [2, 0, channels] },
    pooled_gradient: { data: new Float32Array(4).fill(1), shape: [2, channels] },
    ...(spec.type === 'gem' ? { p: { data: [3], shape: [1] } } : { r: { data: [1], shape: [1] } }),
  });
  expect(tokens_gradient!.shape).toEqual([2, 0, channels]);
  for (const { data } of Object.values(rest)) expect(Array.from(data)).toEqual([0]);
});
