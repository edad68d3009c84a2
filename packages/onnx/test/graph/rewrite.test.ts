import { fromBinary } from '@bufbuild/protobuf';
import { poolArray } from '@ggem/core';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { onnxOps } from '../../src/graph/onnxOps.ts';
import { recorder } from '../../src/graph/recorder.ts';
import { rewrite } from '../../src/graph/rewrite.ts';
import { poolingGradientModel, poolingModel } from '../../src/index.ts';
import { ModelProtoSchema } from '../../src/proto/onnx.ts';
import { run } from '../../src/run/index.ts';

const channels = 4;

/** How often each operator stands in a model. */
function operators(model: Uint8Array): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { opType } of fromBinary(ModelProtoSchema, model).graph!.node) {
    counts[opType] = (counts[opType] ?? 0) + 1;
  }
  return counts;
}

describe('a graph', () => {
  it('writes small whole powers as products', () => {
    // The one logarithm that is left is for the root of the sum.
    expect(operators(poolingModel({ type: 'gem', p: 3 }, { channels, tokens: 5 }))).toMatchObject({
      Log: 1,
      Exp: 1,
    });
    expect(operators(poolingModel({ type: 'gem', p: 3.5 }, { channels, tokens: 5 }))).toMatchObject({
      Log: 2,
      Exp: 2,
    });
  });

  it.each([1, 2, 3, 4, -1, -2, -3, -4])('keeps the value of p = %d', async (p) => {
    const tokens = { data: [1e-3, 2, 0.5, 7, 3, 1e-7, 4, 7, 2, 9, 1e4, 7], shape: [1, 3, channels] } as const;
    const session = await InferenceSession.create(poolingModel({ type: 'gem', p }, { channels }));
    const { pooled } = await run<'pooled'>(session, { tokens });
    for (const [i, value] of poolArray(tokens, { type: 'gem', p }).entries()) {
      expect(pooled.data[i]! / value).toBeCloseTo(1, 6);
    }
  });

  it('sums weighted tokens by a product of matrices', () => {
    expect(
      operators(poolingModel({ type: 'mean' }, { channels, tokens: 5, tokenWeights: true })),
    ).toMatchObject({
      MatMul: 1,
    });
  });

  it.each(['contiguous', 'interleaved'] as const)(
    'neither gathers nor repeats weights for the channels of a %s group',
    (layout) => {
      const spec = { type: 'ggem', groups: 2, layout, p: 2.5, attend: { score: 'query' } } as const;
      const values = { 'attend.query': Float32Array.from({ length: 8 }, (_, i) => i / 8) };
      const found = operators(poolingModel(spec, { channels, tokens: 5, values }));
      expect(found).not.toHaveProperty('Gather');
      // One token's weight repeats for the sum of them all.
      expect(found).toHaveProperty('Expand', 1);
    },
  );

  it('computes nothing twice for the two of its outputs', () => {
    const alone = operators(poolingModel({ type: 'ggem', groups: 2, p: 2.5 }, { channels, tokens: 5 }));
    const both = operators(
      poolingModel({ type: 'ggem', groups: 2, p: 2.5 }, { channels, tokens: 5, poolingWeights: true }),
    );
    for (const op of ['ReduceMax', 'Exp', 'Log', 'Clip']) expect([op, both[op]]).toEqual([op, alone[op]]);
  });

  it('holds known exponents as constants, whatever was computed of them', () => {
    const { Gather, Less } = operators(
      poolingModel({ type: 'ggem', groups: 2, p: [2, 2.5] }, { channels, tokens: 5 }),
    );
    expect(Gather).toBeUndefined();
    // No mean is below eps, so that nothing is compared.
    expect(Less).toBeUndefined();
  });

  it('needs fewer nodes where lengths are known', () => {
    const size = (model: Uint8Array): number => fromBinary(ModelProtoSchema, model).graph!.node.length;
    const spec = { type: 'mean' } as const;
    expect(size(poolingModel(spec, { channels, tokens: 5 }))).toBeLessThan(
      size(poolingModel(spec, { channels })),
    );
  });

  it('leaves out what no output needs', () => {
    const model = fromBinary(
      ModelProtoSchema,
      poolingGradientModel({ type: 'gem' }, { channels, parameters: 'baked' }),
    );
    const read = new Set([
      ...model.graph!.node.flatMap(({ input }) => input),
      ...model.graph!.output.map(({ name }) => name),
    ]);
    expect(model.graph!.node.filter(({ output }) => !read.has(output[0]!))).toEqual([]);
    expect(model.graph!.initializer.filter(({ name }) => !read.has(name))).toEqual([]);
  });
});

describe('the largest token', () => {
  const { NaN: nan, POSITIVE_INFINITY: inf, NEGATIVE_INFINITY: minus } = Number;
  it.each([
    [[nan, 1, 2], nan],
    [[1, nan, 2], nan],
    [[inf, nan, minus], nan],
    [[inf, 0, minus], inf],
    [[minus, minus, minus], minus],
  ])('of %o is %d', async (data, expected) => {
    const session = await InferenceSession.create(poolingModel({ type: 'max' }, { channels: 1 }));
    const { pooled } = await run<'pooled'>(session, { tokens: { data, shape: [1, 3, 1] } });
    expect(Array.from(pooled.data)).toEqual([expected]);
  });
});

describe('what was chosen before', () => {
  const record = recorder();
  const ops = rewrite(onnxOps(record, 'float32'), record);
  const keep = ops.less(0, record.input('keep', 'float32', ['batch', 1, 1]));
  const wide = record.input('wide', 'float32', ['batch', 'tokens', 4]);
  const narrow = record.input('narrow', 'float32', ['batch', 1, 4]);

  it('is chosen again by the same condition', () => {
    expect(ops.select(keep, ops.select(keep, wide, 0), -1)).toBe(ops.select(keep, wide, -1));
  });

  it('keeps its shape, so that a sum over tokens counts it as often', () => {
    const inner = ops.select(keep, narrow, wide);
    expect(ops.select(keep, inner, 0).dims).toEqual(['batch', 'tokens', 4]);
  });
});
