import { poolArray, poolArrayGradient, poolingWeightsArray } from '@ggem/core';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { opsets, type PoolingModelOptions, poolingGradientModel, poolingModel } from '../../src/index.ts';
import { type Numbers, run } from '../../src/run/index.ts';

const spec = { type: 'ggem', groups: 2, p: [3, -1.5] } as const;
const channels = 4;

/** Positive tokens, the same every time. */
function tokensOf(
  batch: number,
  tokens: number,
): Numbers & { readonly shape: readonly [number, number, number] } {
  const data = Float32Array.from(
    { length: batch * tokens * channels },
    (_, i) => Math.abs(Math.sin(i + 1)) + 0.1,
  );
  return { data, shape: [batch, tokens, channels] };
}

async function pooled(model: Uint8Array, inputs: Readonly<Record<string, Numbers>>): Promise<number[]> {
  const session = await InferenceSession.create(model);
  const { pooled } = await run<'pooled'>(session, inputs);
  await session.release();
  return Array.from(pooled.data);
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-6): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThanOrEqual(tolerance * Math.abs(expected[i]!));
  }
}

describe('poolingModel', () => {
  it('pools any batch and any number of tokens with one session', async () => {
    const session = await InferenceSession.create(poolingModel(spec, { channels }));
    for (const [batch, count] of [
      [1, 1],
      [3, 7],
      [2, 197],
    ] as const) {
      const tokens = tokensOf(batch, count);
      const { pooled } = await run<'pooled'>(session, { tokens });
      expect(pooled.shape).toEqual([batch, channels]);
      expectClose(pooled.data, poolArray(tokens, spec));
    }
  });

  it('takes p as an input that changes between runs', async () => {
    const session = await InferenceSession.create(poolingModel(spec, { channels, parameters: 'inputs' }));
    const tokens = tokensOf(2, 5);
    for (const p of [
      [3, -1.5],
      [0, 12],
      [1, -40],
    ]) {
      const { pooled } = await run<'pooled'>(session, { tokens, p: { data: p, shape: [2] } });
      expectClose(pooled.data, poolArray(tokens, spec, { parameters: { p } }), 2e-6);
    }
  });

  it('bakes values in place of those of the spec, infinities too', async () => {
    const tokens = tokensOf(2, 5);
    const model = poolingModel(spec, { channels, values: { p: ['inf', 2] } });
    expectClose(await pooled(model, { tokens }), poolArray(tokens, { ...spec, p: ['inf', 2] }));
  });

  it('bakes what is not trained although inputs are asked for', async () => {
    const model = poolingModel({ ...spec, trainable: false }, { channels, parameters: 'inputs' });
    const session = await InferenceSession.create(model);
    expect(session.inputNames).toEqual(['tokens']);
  });

  it.each(['bool', 'int32', 'int64', 'float32', 'float16', 'float64'] as const)(
    'masks with %s',
    async (mask) => {
      const tokens = tokensOf(2, 3);
      const kept = [1, 0, 1, 0, 0, 1];
      const given = { tokens, mask: { data: kept, shape: [2, 3] } };
      const model = poolingModel(spec, { channels, mask });
      expectClose(await pooled(model, given), poolArray(tokens, spec, { mask: kept }));
    },
  );

  it('gives zeros where a mask keeps nothing, and lets no NaN out of a dropped token', async () => {
    const tokens = tokensOf(2, 2);
    const data = Float32Array.from(tokens.data);
    data.fill(Number.NaN, 0, channels);
    const given = { tokens: { ...tokens, data }, mask: { data: [0, 1, 0, 0], shape: [2, 2] } };
    const values = await pooled(poolingModel(spec, { channels, mask: 'bool' }), given);
    expectClose(values.slice(0, channels), data.slice(channels, 2 * channels));
    expect(values.slice(channels)).toEqual([0, 0, 0, 0]);
  });

  it('weighs tokens', async () => {
    const tokens = tokensOf(2, 3);
    const weights = [1, 0.25, 2, 0, 3, 0.5];
    const given = { tokens, token_weights: { data: weights, shape: [2, 3] } };
    const model = poolingModel(spec, { channels, tokenWeights: true });
    expectClose(await pooled(model, given), poolArray(tokens, spec, { tokenWeights: weights }));
  });

  it('gives where it looks besides', async () => {
    const tokens = tokensOf(2, 5);
    const session = await InferenceSession.create(poolingModel(spec, { channels, poolingWeights: true }));
    const { pooling_weights: poolingWeights } = await run<'pooling_weights'>(session, { tokens });
    expect(poolingWeights.shape).toEqual([2, 5, channels]);
    expectClose(poolingWeights.data, poolingWeightsArray(tokens, spec), 2e-6);
  });

  it('computes in float32 between float16 tokens and a float16 result', async () => {
    // 30^12 is far beyond float16, whose largest number is 65504.
    const steep = { type: 'gem', p: 12 } as const;
    const tokens = { data: [30, 20, 10, 40, 25, 50, 60, 5], shape: [1, 2, 4] } as const;
    const values = await pooled(poolingModel(steep, { channels, dtype: 'float16' }), { tokens });
    expectClose(values, poolArray(tokens, steep), 2 ** -11);
  });

  it('computes in float64 from float64 tokens', async () => {
    const tokens = tokensOf(2, 5);
    const values = await pooled(poolingModel(spec, { channels, dtype: 'float64' }), { tokens });
    expectClose(values, poolArray(tokens, spec), 1e-14);
  });

  it('is the same to the bit as a function of the model', async () => {
    const given = { tokens: tokensOf(2, 5), mask: { data: [1, 1, 0, 1, 1, 0, 1, 1, 1, 1], shape: [2, 5] } };
    const form = (form: 'inline' | 'function') =>
      pooled(poolingModel(spec, { channels, mask: 'bool', form }), given);
    expect(await form('function')).toEqual(await form('inline'));
  });

  it.each([9, 11, opsets.usual, 18, opsets.newest])('is written in operator set %i', async (opset) => {
    const tokens = tokensOf(2, 5);
    for (const one of [{ type: 'max' }, { type: 'token', index: 'last' }, spec] as const) {
      for (const form of ['inline', 'function'] as const) {
        const values = await pooled(poolingModel(one, { channels, opset, form, normalize: false }), {
          tokens,
        });
        expectClose(values, poolArray(tokens, one));
      }
    }
  });

  it.each([6, 27, 17.5])('refuses operator set %d', (opset) => {
    expect(() => poolingModel(spec, { channels, opset })).toThrow(
      `onnx: opset must be a whole number from 7 to 26, but ${opset} came. Convert the model, or choose one in between.`,
    );
  });

  it('refuses two values of one name', () => {
    expect(() => poolingModel(spec, { channels, mask: 'bool', names: { mask: 'tokens' } })).toThrow(
      'onnx: names must differ, but "tokens" names two inputs or outputs. Set names, or names.parameters to put in front of parameters.',
    );
  });

  it('says which values it needs that no spec holds', () => {
    expect(() => poolingModel({ type: 'attention' }, { channels })).toThrow(
      'attention: parameter query [4] is missing.',
    );
  });

  it('takes a query as an input, or bakes it', async () => {
    const tokens = tokensOf(2, 5);
    const query = [0.5, -1, 2, 0.25];
    const attention = { type: 'attention', heads: 2 } as const;
    const expected = poolArray(tokens, attention, { parameters: { query } });
    const baked = poolingModel(attention, { channels, values: { query } });
    expectClose(await pooled(baked, { tokens }), expected, 2e-6);
    const open = poolingModel(attention, { channels, parameters: 'inputs' });
    expectClose(await pooled(open, { tokens, query: { data: query, shape: [4] } }), expected, 2e-6);
  });

  it('looks at the regions of a grid', async () => {
    const tokens = tokensOf(2, 7);
    const regional = { type: 'regional', levels: 2, prefixTokens: 1 } as const;
    const expected = poolArray(tokens, { ...regional, grid: [2, 3] });
    expectClose(await pooled(poolingModel(regional, { channels, grid: [2, 3] }), { tokens }), expected);
    const own = poolingModel({ ...regional, grid: [2, 3] }, { channels });
    expectClose(await pooled(own, { tokens }), expected);
  });

  it('refuses an option that it does not know, with the one that was meant', () => {
    const options = { channels, keepdims: true };
    expect(() => poolingModel(spec, options)).toThrow(
      'poolingModel: unknown option "keepdims". Did you mean "keepDims"? Known options: channels, opset, ',
    );
    const weights = { channels, poolingWeights: true };
    expect(() => poolingGradientModel(spec, weights)).toThrow(
      'poolingGradientModel: unknown option "poolingWeights". Known options: channels, opset, ',
    );
  });

  it('refuses channels that the groups do not divide', () => {
    expect(() => poolingModel(spec, { channels: 7 })).toThrow(
      'ggem: groups must divide channels, but 2 does not divide 7. Use a divisor such as 1 or 7.',
    );
  });

  it.each([1e-30, 1, 1e30])('divides the result of tokens of size %d by its length', async (size) => {
    const { data, shape } = tokensOf(1, 3);
    const tokens = { data: Float32Array.from(data, (value) => value * size), shape };
    const mean = { type: 'mean' } as const;
    const plain = poolArray(tokens, mean);
    const length = Math.hypot(...plain.map((value) => value / size)) * size;
    const model = poolingModel(mean, { channels, normalize: true });
    expectClose(
      await pooled(model, { tokens }),
      plain.map((value) => value / length),
    );
  });

  it('leaves a result of zeros without a length as it is', async () => {
    const tokens = { data: new Float32Array(channels), shape: [1, 1, channels] };
    const model = poolingModel({ type: 'mean' }, { channels, normalize: true });
    expect(await pooled(model, { tokens })).toEqual([0, 0, 0, 0]);
  });

  it('calls its values as it was told', async () => {
    const options: PoolingModelOptions = {
      channels,
      parameters: 'inputs',
      mask: 'bool',
      names: { tokens: 'hidden', pooled: 'embedding', mask: 'attention_mask', parameters: 'pool.' },
    };
    const { inputNames, outputNames } = await InferenceSession.create(poolingModel(spec, options));
    expect([inputNames, outputNames]).toEqual([['hidden', 'attention_mask', 'pool.p'], ['embedding']]);
  });
});

describe('poolingGradientModel', () => {
  it('gives the gradients of tokens and p', async () => {
    const tokens = tokensOf(2, 5);
    const dy = Float32Array.from({ length: 2 * channels }, (_, i) => Math.cos(i));
    const session = await InferenceSession.create(poolingGradientModel(spec, { channels }));
    const results = await run<'tokens_gradient' | 'p_gradient'>(session, {
      tokens,
      p: { data: spec.p, shape: [2] },
      pooled_gradient: { data: dy, shape: [2, channels] },
    });
    const expected = poolArrayGradient(tokens, spec, dy);
    expect(results.tokens_gradient.shape).toEqual(tokens.shape);
    expectClose(results.tokens_gradient.data, expected.tokens, 2e-6);
    expect(results.p_gradient.shape).toEqual([2]);
    expectClose(results.p_gradient.data, expected.parameters.p!, 1e-5);
  });

  it('trains p with nothing but two sessions', async () => {
    const tokens = tokensOf(4, 9);
    const aim = { data: Float32Array.from(poolArray(tokens, { type: 'gem', p: 4 })), shape: [4, channels] };
    const start = { type: 'gem', p: 1 } as const;
    const forward = await InferenceSession.create(poolingModel(start, { channels, parameters: 'inputs' }));
    const backward = await InferenceSession.create(poolingGradientModel(start, { channels }));
    let p = 1;
    for (let step = 0; step < 100; step++) {
      const inputs = { tokens, p: { data: [p], shape: [1] } };
      const { pooled } = await run<'pooled'>(forward, inputs);
      const error = pooled.data.map((value, i) => value - aim.data[i]!);
      const given = { ...inputs, pooled_gradient: { data: error, shape: aim.shape } };
      const { p_gradient } = await run<'p_gradient'>(backward, given);
      p -= 20 * p_gradient.data[0]!;
    }
    expect(p).toBeCloseTo(4, 2);
  });
});
