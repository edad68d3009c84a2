import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import {
  GgemError,
  parametersJsonSchema,
  parametersOf,
  parseParameters,
  parseSpec,
  poolingTypes,
  specJsonSchema,
} from '../src/index.ts';

const message = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(GgemError);
    return (error as Error).message;
  }
  return 'no error';
};

const patches = { prefixTokens: 0 };
const power = { p: 3, trainable: true, range: null, negatives: 'clamp', eps: 1e-6, ...patches };
const parts = [
  { type: 'mean', ...patches },
  { type: 'max', ...patches },
];

/**
 * For each pooling, the keys that it needs, and the whole spec with all defaults. The defaults are from the papers: GeM
 * trains from p = 3 (Radenović et al.), R-MAC has three levels of l2-normalised maxima (Tolias et al.), a spatial pyramid
 * has 1, 2 and 4 cells a side (Lazebnik et al.).
 */
const defaults: Readonly<Record<string, readonly [given: object, expected: object]>> = {
  token: [{}, { index: 0 }],
  mean: [{}, patches],
  max: [{}, patches],
  gem: [{}, power],
  ggem: [{ groups: 12 }, { layout: 'contiguous', ...power }],
  lse: [{}, { r: 1, trainable: true, range: null, ...patches }],
  meanSqrtLen: [{}, patches],
  positionWeightedMean: [{}, patches],
  attention: [{}, { heads: 1, trainable: true, ...patches }],
  topK: [{ k: 2 }, patches],
  mix: [{ parts }, { weights: [0.5, 0.5], trainable: false, ...patches }],
  concat: [{ parts }, patches],
  regional: [
    {},
    { part: { type: 'max', after: ['l2'], ...patches }, levels: 3, whole: false, grid: null, ...patches },
  ],
  pyramid: [
    {},
    { part: { type: 'max', ...patches }, levels: [1, 2, 4], combine: 'concat', grid: null, ...patches },
  ],
};

describe('parseSpec', () => {
  it('fills in defaults and gives a parsed spec back unchanged', () => {
    expect(Object.keys(defaults).sort()).toEqual([...poolingTypes].sort());
    for (const [type, [given, expected]] of Object.entries(defaults)) {
      const spec = parseSpec({ type, ...given } as never);
      expect(spec).toEqual({ type, ...given, ...expected });
      expect(parseSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
    }
  });
  it('fills in what a step after the pooling leaves out', () => {
    expect(parseSpec({ type: 'mean', after: ['l2', { whiten: 2 }] }).after).toEqual([
      'l2',
      { whiten: 2, trainable: false },
    ]);
  });
  it("spells JavaScript's infinities as JSON has to, and fixes them", () => {
    expect(parseSpec({ type: 'ggem', groups: 2, p: [1, Number.NEGATIVE_INFINITY] })).toMatchObject({
      p: [1, '-inf'],
      trainable: false,
    });
  });
  it.each([
    [
      { type: 'average' },
      'pooling: type must be one of token, mean, max, gem, ggem, lse, meanSqrtLen, positionWeightedMean, attention, topK, mix, concat, regional, pyramid, but "average" came.',
    ],
    [null, "pooling: a spec must be an object, but null came. Give such as { type: 'mean' }."],
    ['gem', 'pooling: a spec must be an object, but "gem" came. Give such as { type: \'gem\' }.'],
    [
      { type: 'GeM' },
      'pooling: type must be one of token, mean, max, gem, ggem, lse, meanSqrtLen, positionWeightedMean, attention, topK, mix, concat, regional, pyramid, but "GeM" came. Did you mean "gem"?',
    ],
    [
      { type: 'ggem', group: 2 },
      'ggem: unknown key "group". Did you mean "groups"? Known keys: type, groups, layout, p, trainable, range, negatives, eps, attend, prefixTokens, countFrom, after.',
    ],
    [
      { type: 'gem', prefix: 1 },
      'gem: unknown key "prefix". Did you mean "prefixTokens"? Known keys: type, p, trainable, range, negatives, eps, attend, prefixTokens, countFrom, after.',
    ],
    [
      { type: 'toString' },
      'pooling: type must be one of token, mean, max, gem, ggem, lse, meanSqrtLen, positionWeightedMean, attention, topK, mix, concat, regional, pyramid, but "toString" came.',
    ],
    [
      { type: 'ggem', groups: 2, group: 3 },
      'ggem: unknown key "group". Did you mean "groups"? Known keys: type, groups, layout, p, trainable, range, negatives, eps, attend, prefixTokens, countFrom, after.',
    ],
    [
      { type: 'mean', p: 3 },
      'mean: unknown key "p". Known keys: type, attend, prefixTokens, countFrom, after.',
    ],
    [
      { type: 'ggem' },
      'ggem: groups must be a whole number from 1, but undefined came. The paper uses the number of attention heads.',
    ],
    [
      { type: 'gem', p: Number.NaN },
      'gem: p must be a number, "inf" or "-inf", but NaN came. The paper starts at 3.',
    ],
    [
      { type: 'gem', eps: 0 },
      'gem: eps must be a number from 1.1754943508222875e-38 (the smallest normal float32) to 1e30, but 0 came. The default is 1e-6.',
    ],
    [
      { type: 'gem', eps: Number.POSITIVE_INFINITY },
      'gem: eps must be a number from 1.1754943508222875e-38 (the smallest normal float32) to 1e30, but Infinity came. The default is 1e-6.',
    ],
    [
      { type: 'gem', negatives: 'drop' },
      'gem: negatives must be "clamp", "shift", "abs" or "error", but "drop" came.',
    ],
    [
      { type: 'gem', range: [5, 1] },
      'gem: range must be [min, max] with null for an open end, such as [1, null] or [1, 10], but [5, 1] came.',
    ],
    [
      { type: 'gem', range: [null, null] },
      'gem: range must be [min, max] with null for an open end, such as [1, null] or [1, 10], but [null, null] came.',
    ],
    [
      { type: 'gem', p: 1, range: [1, 10] },
      'gem: p must start strictly inside range [1, 10], but 1 came. Move p or widen the range.',
    ],
    [
      { type: 'gem', trainable: false, range: [1, 10] },
      'gem: range holds a trained p, but p is fixed here. Leave range out or set trainable to true.',
    ],
    [
      { type: 'gem', p: 'inf', trainable: true },
      'gem: a trainable p must be finite, but "inf" came. Leave trainable out or set it to false.',
    ],
    [
      { type: 'ggem', groups: 3, p: [1, 2] },
      'ggem: p must have one entry a group, but 2 came for 3 groups. Give one number for all.',
    ],
    [
      { type: 'token', index: 'middle' },
      'token: index must be a whole number (negative counts from the end), "first" or "last", but "middle" came.',
    ],
    [
      { type: 'mean', prefixTokens: 0.5 },
      'mean: prefixTokens must be a whole number from 0, but 0.5 came. Use 1 for a class token before the patches.',
    ],
  ])('refuses %j', (input, expected) => {
    expect(message(() => parseSpec(input as never))).toBe(expected);
  });
});

describe('specJsonSchema', () => {
  const isValid = new Ajv2020().compile(specJsonSchema());
  const { oneOf } = specJsonSchema() as {
    oneOf: { title: string; description: string; properties: Record<string, { description: string }> }[];
  };
  it('names every pooling, with its formula', () => {
    const ggem = oneOf[poolingTypes.indexOf('ggem')]!;
    expect(ggem.title).toBe('Group generalized-mean pooling (GGeM)');
    expect(ggem.description).toBe('y = (Σ q x^p)^(1/p), one p a group of channels');
    for (const { title, description } of oneOf) {
      expect(title).toMatch(/^[A-Z]/);
      expect(description).toMatch(/^y/);
    }
  });
  it('says the rule of every key, as the error does', () => {
    for (const { properties } of oneOf) {
      const { type: _, ...keys } = properties;
      for (const [key, { description }] of Object.entries(keys))
        expect(description, key).toMatch(/^must be /);
    }
    const { description } = oneOf[poolingTypes.indexOf('topK')]!.properties.k!;
    const [rule] = description.split(':');
    expect(() => parseSpec({ type: 'topK', k: 0 })).toThrow(`topK: k ${rule}`);
  });
  it.each([
    { type: 'token' },
    { type: 'ggem', groups: 2, p: [1, '-inf'], after: ['l2', { whiten: 2 }] },
    { type: 'lse', r: 'inf' },
    { type: 'mix', parts: [{ type: 'mean' }, { type: 'concat', parts: [{ type: 'attention', heads: 2 }] }] },
    {
      type: 'regional',
      grid: [3, 4],
      part: { type: 'pyramid', levels: [1], part: { type: 'max', after: ['l2'] } },
    },
  ])('takes what parseSpec takes: %j', (spec) => {
    expect(() => parseSpec(spec as never)).not.toThrow();
    expect(isValid(spec)).toBe(true);
  });
  it.each([
    { type: 'average' },
    { type: 'ggem' },
    { type: 'mean', p: 3 },
    { type: 'mix', parts: [] },
    { type: 'concat', parts: [{ type: 'mix', parts: [{ type: 'mean' }, { type: 'average' }] }] },
    { type: 'regional', part: { type: 'max', after: ['l3'] } },
  ])('refuses what parseSpec refuses: %j', (spec) => {
    expect(() => parseSpec(spec as never)).toThrow(GgemError);
    expect(isValid(spec)).toBe(false);
  });
  it('knows every pooling', () => {
    for (const type of poolingTypes) expect(JSON.stringify(specJsonSchema())).toContain(`"const":"${type}"`);
  });
});

describe('parameters', () => {
  const spec = parseSpec({ type: 'ggem', groups: 2, p: [3, 4], range: [1, null] });
  it('are p, one a group, for power means only', () => {
    expect(parametersOf(spec, 8)).toEqual([
      { name: 'p', shape: [2], axes: ['groups'], start: [3, 4], trainable: true, range: [1, null] },
    ]);
    expect(parametersOf(parseSpec({ type: 'max' }), 8)).toEqual([]);
  });
  it('are checked by name, length and value', () => {
    expect(parseParameters(spec, 8, { p: [2, 'inf'] })).toEqual({ p: [2, Number.POSITIVE_INFINITY] });
    expect(message(() => parseParameters(spec, 8, { q: [1, 2] }))).toBe(
      'ggem: unknown parameter "q". Known: p.',
    );
    expect(message(() => parseParameters(spec, 8, {}))).toBe('ggem: parameter p [2] is missing.');
    expect(message(() => parseParameters(spec, 8, { p: [1] }))).toBe(
      'ggem: p must have 2 entries, one a group, but 1 came.',
    );
    expect(message(() => parseParameters(spec, 8, { p: [1, Number.NaN] }))).toBe(
      'ggem: p must hold numbers, "inf" or "-inf", but NaN came.',
    );
    expect(message(() => parseParameters(spec, 7, { p: [1, 1] }))).toBe(
      'ggem: groups must divide channels, but 2 does not divide 7. Use a divisor such as 1 or 7.',
    );
  });
  it('have a JSON Schema', () => {
    expect(parametersJsonSchema(spec, 8)).toMatchObject({
      required: ['p'],
      additionalProperties: false,
      properties: { p: { minItems: 2, maxItems: 2 } },
    });
  });
});
