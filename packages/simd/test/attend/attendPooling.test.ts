import { type PoolingSpecInput, parametersOf, parseSpec, poolArray, poolArrayGradient } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { hasRelaxedSimd, hasThreads } from '../../src/features.ts';
import { hasKernels, loadSimd, type Shape, type SimdBuild } from '../../src/index.ts';
import { someTokens } from '../tokens.ts';

const shape: Shape = [2, 260, 48];
const tokens = { data: someTokens(shape), shape };
const mask = Float32Array.from({ length: 520 }, (_, i) => Number(i % 7 < 4));
const tokenWeights = Float32Array.from({ length: 520 }, (_, i) => 0.25 + (i % 5));

// Groups of whole vectors, of less than one, interleaved, and not those of p; every score, with a projection and without.
const specs: readonly PoolingSpecInput[] = [
  { type: 'mean', attend: { score: 'query' } },
  { type: 'mean', attend: { score: 'query', groups: 16, value: 80 } },
  { type: 'mean', attend: { score: 'query', groups: 4, over: 'group', value: 20 } },
  { type: 'ggem', groups: 12, p: 3.2, attend: { score: 'query' } },
  { type: 'ggem', groups: 12, layout: 'interleaved', p: 2, attend: { score: 'query', groups: 4 } },
  {
    type: 'ggem',
    groups: 3,
    p: [0.2, 3, -2],
    prefixTokens: 2,
    attend: { score: 'gated', groups: 6, hidden: 8 },
  },
  { type: 'ggem', groups: 16, p: -0.1, attend: { score: 'gated', groups: 8, hidden: 130, gate: false } },
  { type: 'gem', p: 20, negatives: 'abs', attend: { score: 'mean', groups: 6 } },
  { type: 'gem', p: 0, attend: { score: 'query', groups: 1 }, after: ['l2'] },
];

/** Parameters that are always the same, and spread enough that tokens count differently. */
function parametersFor(spec: PoolingSpecInput, scale = 1): Record<string, Float32Array> {
  const known = parametersOf(parseSpec(spec), shape[2]).filter(({ required }) => required);
  return Object.fromEntries(
    known.map(({ name, shape: axes }, i) => {
      const length = axes.reduce((product, axis) => product * axis);
      return [name, someTokens([1, 1, length], i + 5).map((x) => (x - 0.9) * scale)];
    }),
  );
}

/** The largest difference, in units of the largest value. */
function apart(values: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(values.length).toBe(expected.length);
  const all = Array.from(expected);
  const largest = Math.max(...all.map(Math.abs));
  return Math.max(...all.map((value, i) => Math.abs(values[i]! - value))) / largest;
}

const builds: readonly SimdBuild[] = ['simd', ...(hasRelaxedSimd() ? (['relaxed-simd'] as const) : [])];

describe.each(builds)('tokens that attend, by %s', (build) => {
  describe.each([
    ['alone', {}],
    ['masked and weighed', { mask, tokenWeights }],
  ])('%s', (_, given) => {
    it.each(specs)('give what the float64 reference gives, with its gradients: %j', async (spec) => {
      expect(hasKernels(parseSpec(spec))).toBe(true);
      const pooling = (await loadSimd({ build })).createPooling(spec, { channels: 48 });
      const call = { ...given, parameters: parametersFor(spec) };
      const y = pooling.pool(tokens, call);
      expect(apart(y, poolArray(tokens, spec, call))).toBeLessThan(3e-6);
      const dy = someTokens([2, 1, pooling.outputChannels], 3);
      const expected = poolArrayGradient(tokens, spec, dy, call);
      const gradient = pooling.gradient(tokens, dy, call);
      expect(apart(gradient.tokens, expected.tokens)).toBeLessThan(3e-6);
      expect(Object.keys(gradient.parameters)).toEqual(Object.keys(expected.parameters));
      for (const [name, values] of Object.entries(expected.parameters)) {
        if (name === 'p' && spec.type === 'gem' && spec.after) continue;
        expect(apart(gradient.parameters[name]!, values)).toBeLessThan(1e-5);
      }
      pooling.dispose();
    });
  });
});

const simd = await loadSimd({ build: 'simd' });

it.each([
  { type: 'mean', attend: { score: 'query' } },
  { type: 'gem', p: 3.2, attend: { score: 'query' } },
  { type: 'gem', p: 0.2, attend: { score: 'query' } },
] as const)('keeps the small gradients where one token has all the weight: %j', (spec) => {
  // Scores are 36 and 18, so that the other token has 1.5e-8 of the weight, less than float32 tells 1 from.
  const data = Float32Array.of(1.2, 1.6, 1.9, 1.3, 0.6, 0.8, 0.95, 0.65);
  const parameters = { 'attend.query': Float32Array.of(12, 12, 12, 12) };
  const call = [{ data, shape: [1, 2, 4] }, Float32Array.of(0.3, 1.1, -0.4, 0.7), { parameters }] as const;
  const { parameters: byName } = simd.createPooling(spec, { channels: 4 }).gradient(...call);
  const [tokens, dy, options] = call;
  const expected = poolArrayGradient(tokens, spec, dy, options).parameters['attend.query']!;
  expect(Math.max(...expected.map(Math.abs))).toBeLessThan(1e-7);
  expect(apart(byName['attend.query']!, expected)).toBeLessThan(1e-5);
});

it.each([
  ['p = ∞ that a call gives', { p: [3, Number.POSITIVE_INFINITY] }],
  ['a high power of tokens of which the largest weighs next to nothing', { p: [40, 40] }],
])('falls back to the loops of core for %s', (_, own) => {
  const spec = { type: 'ggem', groups: 2, attend: { score: 'query', groups: 1 } } as const;
  const data = Float32Array.of(1e-3, 1e-3, 1, 1);
  const call = { parameters: { ...own, 'attend.query': Float32Array.of(-100, 0) } };
  const y = simd.createPooling(spec, { channels: 2 }).pool({ data, shape: [1, 2, 2] }, call);
  expect(apart(y, poolArray({ data, shape: [1, 2, 2] }, spec, call))).toBeLessThan(1e-6);
});

it('has no kernels for what asks for the smallest or largest of all kept tokens, or for other means', () => {
  const attend = { score: 'query' } as const;
  for (const spec of [
    { type: 'gem', negatives: 'shift', attend },
    { type: 'gem', p: 'inf', attend },
    { type: 'lse', attend },
  ] as const) {
    expect(hasKernels(parseSpec(spec))).toBe(false);
    const parameters = parametersFor(spec);
    const y = simd.createPooling(spec, { channels: 48 }).pool(tokens, { parameters });
    expect(apart(y, poolArray(tokens, spec, { parameters }))).toBeLessThan(1e-7);
  }
});

it('reads tokens of allocate where they lie, and leaves them as they came', () => {
  const spec = { type: 'ggem', groups: 12, p: 3.2, attend: { score: 'query' } } as const;
  const parameters = parametersFor(spec);
  const pooling = simd.createPooling(spec, { channels: 48 });
  const own = pooling.allocate(shape);
  own.data.set(tokens.data);
  const dy = someTokens([2, 1, 48], 3);
  for (const given of [{}, { mask }, { tokenWeights }]) {
    const call = { ...given, parameters };
    expect(pooling.pool(own, call)).toEqual(pooling.pool(tokens, call));
    const { tokens: dx } = pooling.gradient(own, dy, { ...call, into: new Float32Array(own.data.length) });
    expect(dx).toEqual(pooling.gradient(tokens, dy, call).tokens);
    expect(own.data).toEqual(tokens.data);
  }
});

it('spreads a NaN to all groups that look at its channel, and nowhere else', () => {
  const data = tokens.data.slice();
  data[5] = Number.NaN;
  const spec = { type: 'mean', attend: { score: 'query', groups: 4, over: 'group' } } as const;
  const pooling = simd.createPooling(spec, { channels: 48 });
  const parameters = parametersFor(spec);
  const y = pooling.pool({ data, shape }, { parameters });
  const isLost = Array.from(y, Number.isNaN);
  expect(isLost).toEqual(Array.from({ length: 96 }, (_, i) => i < 12));
  const dropped = Float32Array.from({ length: 520 }, (_, i) => Number(i > 0));
  expect(pooling.pool({ data, shape }, { parameters, mask: dropped }).some(Number.isNaN)).toBe(false);
});

it('gives zeros for an image in which nothing is kept', () => {
  const spec = { type: 'gem', attend: { score: 'query', groups: 3 } } as const;
  const pooling = simd.createPooling(spec, { channels: 48 });
  const call = {
    parameters: parametersFor(spec),
    mask: Float32Array.from({ length: 520 }, (_, i) => Number(i >= 260)),
  };
  const y = pooling.pool(tokens, call);
  expect([...y.subarray(0, 48)]).toEqual(new Array(48).fill(0));
  const { tokens: dx } = pooling.gradient(tokens, someTokens([2, 1, 48]), call);
  expect(dx.subarray(0, 260 * 48).every((value) => value === 0)).toBe(true);
});

it.skipIf(!hasThreads())('gives the bits of one thread on three', async () => {
  const spec = { type: 'ggem', groups: 12, p: 3.2, attend: { score: 'query' } } as const;
  const alone = simd.createPooling(spec, { channels: 48 });
  const threads = await loadSimd({ build: 'simd', threads: 3, threadsFrom: 0 });
  const shared = threads.createPooling(spec, { channels: 48 });
  const call = { parameters: parametersFor(spec) };
  expect(await shared.poolParallel(tokens, call)).toEqual(alone.pool(tokens, call));
  const dy = someTokens([2, 1, 48], 3);
  expect(await shared.gradientParallel(tokens, dy, call)).toEqual(alone.gradient(tokens, dy, call));
  threads.dispose();
});
