import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  outputChannels,
  type PoolingSpecInput,
  parseSpec,
  poolArray,
  poolArrayGradient,
  poolingWeightsArray,
  poolRaggedArray,
  poolRaggedArrayGradient,
  type RaggedTokens,
  raggedPoolingWeightsArray,
} from '../../src/index.ts';
import { distance } from '../arrays.ts';
import { refusal } from '../refusal.ts';

const specs: PoolingSpecInput[] = [
  { type: 'token' },
  { type: 'token', index: 1 },
  { type: 'token', index: -1 },
  { type: 'token', index: -2 },
  { type: 'token', index: 'last' },
  { type: 'mean' },
  { type: 'mean', prefixTokens: 1 },
  { type: 'max' },
  { type: 'gem', p: 3 },
  { type: 'gem', p: -0.25, prefixTokens: 1 },
  { type: 'gem', p: 'inf', negatives: 'abs' },
  { type: 'ggem', groups: 2, p: [0, 4], negatives: 'shift' },
  { type: 'lse', r: 2 },
  { type: 'meanSqrtLen' },
  { type: 'positionWeightedMean', prefixTokens: 1 },
  {
    type: 'mix',
    parts: [{ type: 'mean' }, { type: 'token', index: -2 }],
    weights: [0.3, 0.7],
    trainable: true,
  },
  { type: 'concat', parts: [{ type: 'token', index: -1 }, { type: 'max' }], prefixTokens: 1, after: ['l2'] },
];

const channels = 4;
const lengths = [3, 2, 5, 2];
const offsets = [0, 3, 5, 10, 12];
const total = offsets.at(-1)!;
// Any numbers will do.
const numbers = (count: number, seed: number) =>
  Array.from({ length: count }, (_, i) => Math.sin((i + 1) * seed) * 3);
const ragged: RaggedTokens = { data: numbers(total * channels, 12.9898), channels, offsets };
const dy = numbers(lengths.length * 2 * channels, 78.233);
const mask = Array.from({ length: total }, (_, i) => Number(i % 5 !== 1));
const weights = Array.from({ length: total }, (_, i) => (i % 4) / 2);

const width = (spec: PoolingSpecInput) => outputChannels(parseSpec(spec), channels);
const upstream = (spec: PoolingSpecInput) => dy.slice(0, lengths.length * width(spec));

/** What one image gives alone. */
function alone(spec: PoolingSpecInput, b: number, withMask: boolean) {
  const [begin, end] = [offsets[b]!, offsets[b + 1]!];
  const tokens = {
    data: Array.from(ragged.data).slice(begin * channels, end * channels),
    shape: [1, end - begin, channels] as const,
  };
  const options = withMask ? { mask: mask.slice(begin, end), tokenWeights: weights.slice(begin, end) } : {};
  return {
    y: poolArray(tokens, spec, options),
    w: poolingWeightsArray(tokens, spec, options),
    gradient: poolArrayGradient(
      tokens,
      spec,
      upstream(spec).slice(b * width(spec), (b + 1) * width(spec)),
      options,
    ),
  };
}

describe('ragged batches', () => {
  it.each(
    specs.flatMap((spec) => [false, true].map((withMask) => [JSON.stringify(spec), withMask, spec] as const)),
  )('equal pooling each image alone: %s, with mask and weights: %s', (_, withMask, spec) => {
    const options = withMask ? { mask, tokenWeights: weights } : {};
    const each = lengths.map((_, b) => alone(spec, b, withMask));
    const joined = (part: (one: (typeof each)[number]) => Float64Array) =>
      each.flatMap((one) => [...part(one)]);
    expect([...poolRaggedArray(ragged, spec, options)]).toEqual(joined(({ y }) => y));
    expect([...raggedPoolingWeightsArray(ragged, spec, options)]).toEqual(joined(({ w }) => w));
    const gradient = poolRaggedArrayGradient(ragged, spec, upstream(spec), options);
    expect([...gradient.tokens]).toEqual(joined(({ gradient }) => gradient.tokens));
    for (const [name, values] of Object.entries(gradient.parameters)) {
      const sums = each.reduce<number[]>(
        (sum, one) => [...one.gradient.parameters[name]!].map((value, i) => value + (sum[i] ?? 0)),
        [],
      );
      expect(distance(values, sums)).toBeLessThan(1e-14);
    }
  });
  it('keep NaN and infinities within their image', () => {
    const data = Array.from(ragged.data).map((x, i) => (i < 3 * channels ? Number.NaN : x));
    for (const spec of specs) {
      const [clean, dirty] = [ragged, { ...ragged, data }].map((tokens) => [
        ...poolRaggedArray(tokens, spec),
      ]);
      expect(dirty!.slice(width(spec))).toEqual(clean!.slice(width(spec)));
    }
  });
  it('take images without tokens, which give zeros', () => {
    const tokens = { data: [1, 2, 3], channels: 1, offsets: [0, 0, 2, 2, 3] };
    for (const spec of [{ type: 'mean' }, { type: 'gem', p: 1 }, { type: 'token', index: -1 }] as const) {
      const pooled = [...poolRaggedArray(tokens, spec)];
      expect(pooled).toEqual([0, spec.type === 'token' ? 2 : 1.5, 0, 3]);
    }
  });
  it('have the grid of the spec in each image', () => {
    const tokens = { data: [1, 2, 3, 4, 9, 8, 7, 6], channels: 1, offsets: [0, 4, 8] };
    const corners = { type: 'pyramid', grid: [2, 2], levels: [2] } as const;
    expect([...poolRaggedArray(tokens, corners)]).toEqual([...tokens.data]);
    expect(refusal(() => poolRaggedArray({ ...tokens, offsets: [0, 5, 8] }, corners))).toBe(
      'shape | pyramid: grid must hold the tokens after the prefix, 5, but 2 by 2 came. Give [height, width] in tokens. This is image 0 of the ragged batch.',
    );
  });
  it('of one length are a plain batch', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, min: -9, max: 9 }), { minLength: 24, maxLength: 24 }),
        (data) => {
          const spec = { type: 'gem', p: 3 } as const;
          expect([...poolRaggedArray({ data, channels: 4, offsets: [0, 3, 6] }, spec)]).toEqual([
            ...poolArray({ data, shape: [2, 3, 4] }, spec),
          ]);
        },
      ),
    );
  });
  const rule = 'offsets must rise from 0 to the number of tokens, 3, one more of them than images, but';
  const fix = 'came. Give where each image begins, then the end.';
  it.each([
    [{ offsets: [0, 2] }, `mean: ${rule} [0, 2] ${fix}`],
    [{ offsets: [1, 3] }, `mean: ${rule} [1, 3] ${fix}`],
    [{ offsets: [0, 2, 1, 3] }, `mean: ${rule} [0, 2, 1, 3] ${fix}`],
    [{ offsets: [0, 1.5, 3] }, `mean: ${rule} [0, 1.5, 3] ${fix}`],
    [{ offsets: [] }, `mean: ${rule} [] ${fix}`],
    [
      { channels: 0, data: new Float64Array(0), offsets: [0] },
      'mean: tokens must have shape [total, channels], channels from 1, but [0, 0] came. Reshape them.',
    ],
  ])('refuse %j', (wrong, message) => {
    const right = { data: [1, 2, 3], channels: 1, offsets: [0, 3] };
    const tokens = { ...right, ...wrong };
    expect(refusal(() => poolRaggedArray(tokens, { type: 'mean' }))).toBe(`shape | ${message}`);
  });
  it('take one row of numbers, or [total, channels]', () => {
    const tokens = { channels: 2, offsets: [0, 1, 3] };
    const given = (dims: readonly number[]) => ({
      ...tokens,
      data: { type: 'float32', data: Float32Array.of(1, 2, 3, 4, 5, 6), dims },
    });
    for (const dims of [[6], [3, 2]]) {
      expect([...poolRaggedArray(given(dims), { type: 'mean' })]).toEqual([1, 2, 4, 5]);
    }
    expect(refusal(() => poolRaggedArray(given([2, 3]), { type: 'mean' }))).toBe(
      'shape | mean: tokens must have shape [total, channels] = [3, 2], but [2, 3] came. Reshape them.',
    );
  });
  it('say which image does not fit the spec', () => {
    const tokens = { data: [1, 2, 3], channels: 1, offsets: [0, 2, 3] };
    expect(refusal(() => poolRaggedArray(tokens, { type: 'mean', prefixTokens: 1 }))).toBe(
      'shape | mean: prefixTokens must leave a token to pool, but 1 of 1 tokens are prefix. Use a smaller number. This is image 1 of the ragged batch.',
    );
    const p = { parameters: { p: [1, 2] } };
    expect(refusal(() => poolRaggedArray(tokens, { type: 'gem' }, p))).toBe(
      'shape | gem: p must have shape [groups] = [1], but [2] came. Reshape it.',
    );
    expect(refusal(() => poolRaggedArray(tokens, { type: 'mean' }, { mask: [1] }))).toBe(
      'shape | mean: mask must have shape [total] = [3], but [1] came. Count prefix tokens too.',
    );
  });
});
