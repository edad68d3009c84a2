import { describe, expect, it } from 'vitest';
import {
  fromGemTensors,
  fromSentenceTransformers,
  fromTransformersJs,
  type PoolingSpecInput,
  parametersOf,
  parseSpec,
  toGemTensors,
  toSentenceTransformers,
  toTransformersJs,
  writeSafetensors,
} from '../../src/index.ts';
import { refusal } from '../refusal.ts';

describe('sentence-transformers', () => {
  const from = (config: Record<string, unknown>, promptTokens?: number) =>
    refusal(() => fromSentenceTransformers({ config, promptTokens }));
  it.each([
    [{ pooling_mode: 'mean' }, 'embedding_dimension is missing from the config.'],
    [
      { embedding_dimension: 4, pooling_mode: 'gru' },
      'pooling_mode has a value that no version knows: "gru".',
    ],
    [
      { embedding_dimension: 4, pooling_mode_weigth: true },
      'unknown key "pooling_mode_weigth" in the config.',
    ],
    [
      { word_embedding_dimension: 4, pooling_mode_cls_token: true },
      'pooling_mode_mean_tokens is missing, which is true before version 6 and false from then on. Add it.',
    ],
    [
      { embedding_dimension: 4, pooling_mode: 'mean', include_prompt: false },
      'include_prompt is false, but the config does not say how many tokens the prompt has. Give promptTokens.',
    ],
  ])('says why %j cannot be read', (config, why) => {
    expect(from(config)).toBe(`format | sentence-transformers: ${why}`);
  });
  it('says what SpladePooling does instead', () => {
    const config = { pooling_strategy: 'max', activation_function: 'relu', embedding_dimension: 4 };
    expect(from(config)).toBe(
      'format | sentence-transformers: this is SpladePooling, whose tokens are scores of words: log(1 + relu(x)) of each before the maximum or sum. Apply that to the tokens, then pool with "max"; a sum of tokens is no pooling here.',
    );
  });
  it('says why the position-weighted mean without a prompt cannot be read', () => {
    const config = { embedding_dimension: 4, pooling_mode: 'weightedmean', include_prompt: false };
    expect(from(config, 3)).toBe(
      'format | sentence-transformers: weightedmean without the prompt counts positions from the prompt on, which a prefix does not. Mask the prompt instead.',
    );
  });
  it('writes flags in their order, which every version reads, and names in another', () => {
    const both = (...types: ('mean' | 'max')[]): PoolingSpecInput => ({
      type: 'concat',
      parts: types.map((type) => ({ type })),
    });
    expect(toSentenceTransformers(both('max', 'mean'), 4).config).toMatchObject({
      word_embedding_dimension: 4,
      pooling_mode_max_tokens: true,
      pooling_mode_mean_tokens: true,
      pooling_mode_cls_token: false,
      include_prompt: true,
    });
    expect(toSentenceTransformers(both('mean', 'max'), 4).config).toEqual({
      embedding_dimension: 4,
      pooling_mode: ['mean', 'max'],
      include_prompt: true,
    });
  });
  it.each([
    [
      { type: 'gem' },
      'gem',
      'it has the first and last token, max, mean, meanSqrtLen, positionWeightedMean, and several side by side.',
    ],
    [{ type: 'token', index: -1 }, 'token', 'it has the first and the last kept token, but index is -1.'],
    [
      { type: 'concat', parts: [{ type: 'mean', prefixTokens: 2 }, { type: 'token' }] },
      'concat',
      'all parts leave out one prompt, but here they begin at 2 and 0.',
    ],
    [
      { type: 'positionWeightedMean', prefixTokens: 1 },
      'positionWeightedMean',
      'its weightedmean counts positions from the prompt on.',
    ],
    [
      { type: 'mean', after: ['l2'] },
      'mean',
      'what comes after is a module of its own (Normalize, Dense). Leave after out.',
    ],
  ] satisfies [PoolingSpecInput, string, string][])('has no name for %j', (spec, type, why) => {
    expect(refusal(() => toSentenceTransformers(spec, 4))).toBe(
      `spec | sentence-transformers: ${type} has no exact counterpart there: ${why}`,
    );
  });
});

describe('transformers.js', () => {
  it('refuses to pack the vector, and precision without a word on it', () => {
    const rest =
      'packs the pooled vector into bits, which is no pooling. Leave quantize and precision out, and pack the vector afterwards.';
    expect(refusal(() => fromTransformersJs({ pooling: 'mean', quantize: true, precision: 'binary' }))).toBe(
      `format | transformers.js: quantize ${rest}`,
    );
    expect(refusal(() => fromTransformersJs({ pooling: 'mean', precision: 'ubinary' }))).toBe(
      `format | transformers.js: precision "ubinary" ${rest}`,
    );
    expect(fromTransformersJs({ pooling: 'mean', quantize: false })).toMatchObject({ type: 'mean' });
  });
  it('says why a name cannot be read or written', () => {
    expect(refusal(() => fromTransformersJs({ pooling: 'none' }))).toBe(
      'format | transformers.js: pooling "none" gives the tokens as they are. Leave the pooling out.',
    );
    expect(refusal(() => fromTransformersJs({ pooling: 'max' }))).toBe(
      'format | transformers.js: pooling must be one of mean, cls, first_token, eos, last_token, but "max" came.',
    );
    expect(refusal(() => toTransformersJs({ type: 'max' }))).toBe(
      'spec | transformers.js: max has no exact counterpart there: it has the mean and the first and last token of the sequence.',
    );
    expect(refusal(() => toTransformersJs({ type: 'mean', prefixTokens: 1 }))).toBe(
      'spec | transformers.js: mean has no exact counterpart there: it skips no tokens, but prefixTokens is 1. Mask them instead.',
    );
    expect(refusal(() => toTransformersJs({ type: 'mean', after: [{ whiten: 2 }] }))).toBe(
      'spec | transformers.js: mean has no exact counterpart there: after pooling it can normalise once, and nothing else.',
    );
  });
});

describe('GeM tensors', () => {
  const file = (...tensors: [name: string, shape: number[], ...values: number[]][]) =>
    writeSafetensors(
      tensors.map(([name, shape, ...values]) => ({ name, dtype: 'F32' as const, shape, values })),
    );
  const channels = 12;
  it.each(['p', 'pool.p', 'global_pool.p', 'module.heads.pool_layer.p', 'adpool.p'])(
    'are found at %s',
    (name) => {
      const stored = fromGemTensors(file([name, [1], 2.5], ['fc.weight', [2], 1, 1]), { channels });
      expect(stored.spec).toMatchObject({ type: 'gem', p: 2.5, eps: 1e-6, negatives: 'clamp' });
      expect(stored.parameters).toEqual({ p: Float64Array.of(2.5) });
    },
  );
  it('are one, one a group, or one a channel, whatever axes of length 1 are around', () => {
    const groupsOf = (shape: number[]) => {
      const count = shape.reduce((product, length) => product * length, 1);
      const given: [string, number[], ...number[]] = ['p', shape, ...new Array<number>(count).fill(3)];
      const { spec } = fromGemTensors(file(given), { channels });
      return 'groups' in spec ? spec.groups : spec.type;
    };
    expect([[], [1], [1, 1, 1, 1], [4], [12], [1, 12, 1, 1]].map(groupsOf)).toEqual([
      'gem',
      'gem',
      'gem',
      4,
      12,
      12,
    ]);
  });
  it.each([
    [
      file(['fc.weight', [1], 1]),
      {},
      'no tensor is called p, alone or at the end of a path. There are "fc.weight". Where one of them holds the exponents, give its name as the option key.',
    ],
    [
      file(['a.p', [1], 1], ['b.p', [1], 1]),
      {},
      'several tensors are called p: "a.p", "b.p". Give the name of one as the option key.',
    ],
    [file(['p', [1], 1]), { key: 'q' }, 'no tensor is called "q". There are "p".'],
    [
      file(['p', [5], 1, 2, 3, 4, 5]),
      {},
      '"p" [5] must hold one exponent, one a channel, or as many as divide the 12 channels.',
    ],
    [
      file(['p', [2, 2], 1, 2, 3, 4]),
      {},
      '"p" [2, 2] must hold its exponents along one axis, one, one a group or one a channel.',
    ],
    [
      file(['p', [2], 1, Number.NaN]),
      {},
      '"p" [2] must hold finite numbers, but NaN came at index 1. Was its training broken?',
    ],
  ])('are refused with a reason', (bytes, options, why) => {
    expect(refusal(() => fromGemTensors(bytes, { channels, ...options }))).toBe(`format | GeM: ${why}`);
  });
  it.each([
    [{ type: 'mean' }, 'mean', 'it is the generalized mean alone.'],
    [{ type: 'gem', negatives: 'abs' }, 'gem', 'it clamps, but negatives is "abs".'],
    [{ type: 'gem', p: 'inf' }, 'gem', 'x^p and the root 1/p must exist, so that p cannot be 0 or infinite.'],
    [{ type: 'gem', after: ['l2'] }, 'gem', 'what comes after is no part of it. Leave after out.'],
  ] satisfies [PoolingSpecInput, string, string][])('have no form for %j', (input, type, why) => {
    const spec = parseSpec(input);
    const parameters = Object.fromEntries(
      parametersOf(spec, channels).map(({ name, start }) => [name, Float64Array.from(start)]),
    );
    expect(refusal(() => toGemTensors({ spec, channels, parameters }))).toBe(
      `spec | GeM in PyTorch: ${type} has no exact counterpart there: ${why}`,
    );
  });
  it('are float32 where that is exact, else float64', () => {
    for (const p of [2.5, 2.1]) {
      const spec = parseSpec({ type: 'gem', p });
      const bytes = toGemTensors({ spec, channels: 4, parameters: { p: Float64Array.of(p) } });
      expect(fromGemTensors(bytes, { channels: 4 }).spec).toMatchObject({ p });
      expect(new TextDecoder().decode(bytes)).toContain(p === 2.5 ? 'F32' : 'F64');
    }
  });
  it('have one entry a channel for groups, interleaved ones too', () => {
    const spec = parseSpec({ type: 'ggem', groups: 2, layout: 'interleaved' });
    const bytes = toGemTensors({ spec, channels: 4, parameters: { p: Float64Array.of(2, 5) } }, 'neck.p');
    expect(fromGemTensors(bytes, { channels: 4, key: 'neck.p' }).spec).toMatchObject({
      groups: 4,
      p: [2, 5, 2, 5],
    });
  });
});
