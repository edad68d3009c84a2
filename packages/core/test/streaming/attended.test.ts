import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  loadState,
  mergeStates,
  type PoolingSpecInput,
  type PoolingState,
  PoolingStream,
  parametersOf,
  parseSpec,
  poolArray,
  poolPiece,
  saveState,
} from '../../src/index.ts';
import { distance } from '../arrays.ts';
import { refusal } from '../refusal.ts';

const [batch, count, channels] = [2, 12, 4];
const attends = [
  { score: 'query', groups: 2 },
  { score: 'query', groups: 2, over: 'group' },
  { score: 'query', groups: 3, value: 6 },
  { score: 'gated', groups: 4, hidden: 3 },
];
const means: PoolingSpecInput[] = [
  { type: 'mean' },
  { type: 'mean', prefixTokens: 3, after: ['l2'] },
  { type: 'gem', p: 3, negatives: 'abs' },
  { type: 'gem', p: 'inf' },
  { type: 'lse', r: 2 },
];
const specs: PoolingSpecInput[] = [
  ...means.flatMap((mean) => attends.map((attend) => ({ ...mean, attend }) as PoolingSpecInput)),
  { type: 'ggem', groups: 2, p: [0.25, -1], layout: 'interleaved', attend: { score: 'query' } },
  { type: 'attention', heads: 2 },
];

/** Factors of the scores: all tokens count alike, or some count more, or one token has all the weight. */
const scales = [0, 1, 1e3];

function inputs(spec: PoolingSpecInput, scale: number) {
  const wave = (from: number, size: number) =>
    Array.from({ length: size }, (_, i) => Math.sin(from + i * 12.9898));
  const parameters = Object.fromEntries(
    parametersOf(parseSpec(spec), channels)
      .filter(({ required }) => required)
      .map(({ name, shape }, i) => {
        const values = wave(
          i + 1,
          shape.reduce((a, b) => a * b),
        );
        return [name, /value|tanh|gate/.test(name) ? values : values.map((one) => one * scale)];
      }),
  );
  const mask = Array.from({ length: batch * count }, (_, i) => Number(i % 5 !== 2));
  const tokenWeights = Array.from({ length: batch * count }, (_, i) => 1 + (i % 3));
  return {
    data: wave(0.5, batch * count * channels).map((one) => one + 1.2),
    mask,
    tokenWeights,
    parameters,
  };
}

function pieces(spec: PoolingSpecInput, scale: number, cuts: readonly number[]): PoolingState[] {
  const { data, mask, tokenWeights, parameters } = inputs(spec, scale);
  const ends = [...new Set(cuts), count].sort((a, b) => a - b);
  return ends.map((to, i) => {
    const from = ends[i - 1] ?? 0;
    const part = (values: readonly number[], each: number) =>
      [0, 1].flatMap((b) => values.slice((b * count + from) * each, (b * count + to) * each));
    return poolPiece({ data: part(data, channels), shape: [batch, to - from, channels] }, spec, {
      mask: part(mask, 1),
      tokenWeights: part(tokenWeights, 1),
      parameters,
      from,
    });
  });
}

function pooled(states: readonly PoolingState[]): Float64Array {
  const { spec } = states[0]!;
  const stream = new PoolingStream(spec, { batch, channels });
  for (const state of states) stream.merge(state);
  return stream.pooled();
}

describe('tokens that attend, in pieces', () => {
  for (const scale of scales) {
    it.each(specs)(`scores times ${scale}: %j is that of all tokens at once`, (spec) => {
      const { data, ...options } = inputs(spec, scale);
      const whole = poolArray({ data, shape: [batch, count, channels] }, spec, options);
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: count - 1 }), { maxLength: 5 }), (cuts) => {
          const states = pieces(spec, scale, cuts);
          expect(distance(pooled(states), whole)).toBeLessThan(1e-12);
          expect(distance(pooled([mergeStates([...states].reverse())]), whole)).toBeLessThan(1e-12);
          const saved = states.map((state) => loadState(JSON.parse(JSON.stringify(saveState(state)))));
          expect(saved).toEqual(states);
        }),
        { numRuns: 4 },
      );
    });
  }
  it('come through a stream with their parameters', () => {
    const spec = { type: 'gem', attend: { score: 'query', groups: 2 } } as const;
    const { data, parameters } = inputs(spec, 1);
    const stream = new PoolingStream(spec, { batch: 1, channels, parameters });
    for (let n = 0; n < count; n++) {
      stream.add({ data: data.slice(n * channels, (n + 1) * channels), shape: [1, 1, channels] });
    }
    const whole = poolArray({ data: data.slice(0, count * channels), shape: [1, count, channels] }, spec, {
      parameters,
    });
    expect(distance(stream.pooled(), whole)).toBeLessThan(1e-13);
    const state = stream.state();
    expect([state.best!.length, state.total.length, state.value.length]).toEqual([2, 2, channels]);
  });
  it('leave an image in which nothing is kept at zeros, and a NaN in its own group', () => {
    const spec = { type: 'mean', attend: { score: 'query', groups: 2, over: 'group' } } as const;
    const parameters = { 'attend.query': [1, 1, 1, 1] };
    const one = (data: number[], mask: number[]) =>
      poolPiece({ data, shape: [1, 2, 4] }, spec, { mask, parameters });
    expect([...pooledOf(one([1, 2, 3, 4, 5, 6, 7, 8], [0, 0]))]).toEqual([0, 0, 0, 0]);
    const states = [one([Number.NaN, 2, 3, 4, 5, 6, 7, 8], [1, 1]), one([1, 2, 3, 4, 5, 6, 7, 8], [0, 1])];
    expect([...pooledOf(mergeStates(states))].map(Number.isNaN)).toEqual([true, true, false, false]);
  });
  it('are refused where a score needs the whole, or shift moves them', () => {
    const stream = (spec: PoolingSpecInput) => refusal(() => new PoolingStream(spec, { batch: 1, channels }));
    expect(stream({ type: 'mean', attend: { score: 'mean' } })).toBe(
      'spec | mean: score "mean" asks with the mean of the whole, which no piece knows. Pool it at once, or take score "query".',
    );
    expect(stream({ type: 'gem', negatives: 'shift', attend: { score: 'query' } })).toBe(
      'spec | gem: negatives "shift" moves the tokens before they are pooled, while their scores look at them as they are. Pool it at once.',
    );
  });
  it('ask for their parameters', () => {
    const spec = { type: 'mean', attend: { score: 'query' } } as const;
    expect(refusal(() => poolPiece({ data: [1, 2, 3, 4], shape: [1, 1, 4] }, spec))).toMatch(
      /attend\.query must be given/,
    );
  });
});

function pooledOf(state: PoolingState): Float64Array {
  const stream = new PoolingStream(state.spec, { batch: 1, channels: state.channels });
  stream.merge(state);
  return stream.pooled();
}
