import {
  type PoolingSpecInput,
  parametersOf,
  parseSpec,
  poolArray,
  poolArrayGradient,
  poolingWeightsArray,
} from '@ggem/core';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { poolingGradientModel, poolingModel } from '../../src/index.ts';
import { run } from '../../src/run/index.ts';
import { expectClose } from '../edit/expectClose.ts';
import { numbers, runModel } from '../edit/runModel.ts';

const channels = 6;
const specs: readonly PoolingSpecInput[] = [
  { type: 'token', index: 'last' },
  { type: 'mean', prefixTokens: 1 },
  { type: 'max' },
  { type: 'ggem', groups: 3, prefixTokens: 1, negatives: 'abs', trainable: true },
  { type: 'lse', trainable: true },
  { type: 'positionWeightedMean' },
  { type: 'concat', parts: [{ type: 'max' }, { type: 'gem', p: 2.5 }], after: ['l2'] },
];

/** Images of three, no, one and five tokens. */
const offsets = [0, 3, 3, 5, 10];
const total = offsets.at(-1)!;
const lengths = offsets.slice(1).map((end, b) => end - offsets[b]!);

/** What `pool` gives of each image alone, its tokens cut out by hand; zeros where there are none. */
function each(
  empty: number,
  pool: (tokens: { data: Float32Array; shape: [number, number, number] }, image: number) => ArrayLike<number>,
): number[] {
  const { data } = numbers(total, channels);
  return lengths.flatMap((count, b) => {
    if (count === 0) return new Array<number>(empty).fill(0);
    const cut = data.slice(offsets[b]! * channels, offsets[b + 1]! * channels);
    return Array.from(pool({ data: cut, shape: [1, count, channels] }, b));
  });
}

const at = { data: offsets, shape: [offsets.length] };
const tokens = numbers(total, channels);
const mask = Float32Array.from({ length: total }, (_, i) => Number(i !== 1 && i !== 7));
const weights = Float32Array.from({ length: total }, (_, i) => 0.5 + (i % 3));
const perToken = { mask: { data: mask, shape: [total] }, token_weights: { data: weights, shape: [total] } };

describe.each(specs)('a ragged batch under $type', (spec) => {
  const outputs = spec.type === 'concat' ? 2 * channels : channels;
  const ofImage = (b: number) => ({
    mask: mask.slice(offsets[b], offsets[b + 1]),
    tokenWeights: weights.slice(offsets[b], offsets[b + 1]),
  });

  it('is pooled image by image', async () => {
    const plain = poolingModel(spec, { channels, offsets: true });
    expect(checkModel(plain)).toEqual([]);
    const { pooled } = await runModel(plain, { tokens, offsets: at });
    expect(pooled!.shape).toEqual([4, outputs]);
    expectClose(
      pooled!.data,
      each(outputs, (one) => poolArray(one, spec)),
      1e-6,
    );
  });

  it('honours mask and weights, and tells where it looks', async () => {
    const options = {
      channels,
      offsets: true,
      mask: 'float32',
      tokenWeights: true,
      poolingWeights: true,
    } as const;
    const { pooled, pooling_weights: poolingWeights } = await runModel(poolingModel(spec, options), {
      tokens,
      offsets: at,
      ...perToken,
    });
    expectClose(
      pooled!.data,
      each(outputs, (one, b) => poolArray(one, spec, ofImage(b))),
      1e-6,
    );
    expect(poolingWeights!.shape[0]).toBe(total);
    expectClose(
      poolingWeights!.data,
      each(0, (one, b) => poolingWeightsArray(one, spec, ofImage(b))),
      2e-6,
    );
  });

  it('has the gradients of its images', async () => {
    const options = { channels, offsets: true, mask: 'float32', tokenWeights: true } as const;
    const model = poolingGradientModel(spec, { ...options, parameters: 'inputs' });
    expect(checkModel(model)).toEqual([]);
    const dy = numbers(4, outputs);
    const sums = new Map<string, number[]>();
    const expected = each(0, (one, b) => {
      const up = dy.data.slice(b * outputs, (b + 1) * outputs);
      const gradient = poolArrayGradient(one, spec, up, ofImage(b));
      for (const [name, list] of Object.entries(gradient.parameters)) {
        const sum = sums.get(name) ?? new Array<number>(list.length).fill(0);
        sums.set(
          name,
          sum.map((value, i) => value + list[i]!),
        );
      }
      return gradient.tokens;
    });
    const inputs = { tokens, offsets: at, pooled_gradient: dy, ...perToken };
    const trained = parametersOf(parseSpec(spec), channels).filter(({ trainable }) => trainable);
    const live = trained.map(({ name, start, shape }) => [name, { data: start, shape }] as const);
    const results = await runModel(model, { ...inputs, ...Object.fromEntries(live) });
    expect(results.tokens_gradient!.shape).toEqual([total, channels]);
    expectClose(results.tokens_gradient!.data, expected, 2e-6);
    for (const { name } of trained) expectClose(results[`${name}_gradient`]!.data, sums.get(name)!, 5e-6);
  });
});

describe('a model for ragged batches', () => {
  it('takes any number of images of any lengths', async () => {
    const session = await InferenceSession.create(poolingModel({ type: 'max' }, { channels, offsets: true }));
    for (const list of [
      [0, 1],
      [0, 0, 0, 7],
      [0, 300, 301, 301],
    ]) {
      const x = numbers(list.at(-1)!, channels);
      const { pooled } = await run<'pooled'>(session, {
        tokens: x,
        offsets: { data: list, shape: [list.length] },
      });
      const expected = list.slice(1).flatMap((end, b) =>
        Array.from({ length: channels }, (_, c) => {
          const own = x.data.filter(
            (_, i) => i % channels === c && i >= list[b]! * channels && i < end * channels,
          );
          return own.length === 0 ? 0 : Math.max(...own);
        }),
      );
      expect(Array.from(pooled.data)).toEqual(expected);
    }
    await session.release();
  });

  it('keeps NaN and infinities in their image', async () => {
    const data = [1, Number.NaN, 2, Number.POSITIVE_INFINITY, 3, 4];
    const { pooled } = await runModel(poolingModel({ type: 'gem' }, { channels: 1, offsets: true }), {
      tokens: { data, shape: [6, 1] },
      offsets: { data: [0, 1, 2, 4, 6], shape: [5] },
    });
    const mean = ((3 ** 3 + 4 ** 3) / 2) ** (1 / 3);
    expectClose(pooled!.data, [1, Number.NaN, Number.POSITIVE_INFINITY, mean], 1e-6);
  });

  it('is a function of the model too, and pools float16', async () => {
    const spec = { type: 'gem', negatives: 'abs' } as const;
    const model = poolingModel(spec, { channels, offsets: true, form: 'function', dtype: 'float16' });
    expect(checkModel(model)).toEqual([]);
    const { pooled } = await runModel(model, { tokens, offsets: at });
    expectClose(
      pooled!.data,
      each(channels, (one) => poolArray(one, spec)),
      2e-3,
    );
  });

  it('refuses what says another shape of the tokens', () => {
    expect(() => poolingModel({ type: 'mean' }, { channels, offsets: true, image: [2, 5] })).toThrow(
      'mean: image must be left out with offsets, whose tokens are [total, channels], but [2,5] came. Leave out one of them.',
    );
    expect(() => poolingModel({ type: 'mean' }, { channels, offsets: true, keepDims: true })).toThrow(
      'mean: keepDims must be left out with offsets, whose tokens are [total, channels], but true came. Leave out one of them.',
    );
  });
});
