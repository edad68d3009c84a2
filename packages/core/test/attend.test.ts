import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  type ArrayTokens,
  outputChannels,
  type PoolingSpecInput,
  parametersOf,
  parseSpec,
  poolArray,
  poolArrayGradient,
  poolingWeightsArray,
} from '../src/index.ts';
import { distance } from './arrays.ts';
import { refusal } from './refusal.ts';

interface Origin {
  readonly id: string;
  readonly spec: PoolingSpecInput;
  readonly shape: ArrayTokens['shape'];
  readonly x: readonly number[];
  readonly dy: readonly number[];
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly y: readonly number[];
  readonly dx: readonly number[];
  readonly slopes: Readonly<Record<string, readonly number[]>>;
}
// The formulas of the papers and of their code, in PyTorch: tools/goldens/goldens/attentive_origins.py.
const data = await readFile(new URL('data/attentive-origins.json', import.meta.url), 'utf8');
const { cases } = JSON.parse(data) as { cases: Origin[] };

describe('tokens that attend, as their authors define it', () => {
  it('has values of each', () => {
    expect(new Set(cases.map(({ id }) => id.split('/')[0]))).toEqual(
      new Set(['ep', 'abmil', 'simpool', 'heads']),
    );
  });
  it.each(cases)('$id: value and gradients', ({ spec, shape, x, dy, parameters, y, dx, slopes }) => {
    const tokens = { data: x, shape };
    expect(distance(poolArray(tokens, spec, { parameters }), y)).toBeLessThan(1e-13);
    const gradient = poolArrayGradient(tokens, spec, dy, { parameters });
    expect(distance(gradient.tokens, dx)).toBeLessThan(1e-12);
    for (const [name, slope] of Object.entries(slopes)) {
      expect(distance(gradient.parameters[name]!, slope), name).toBeLessThan(1e-12);
    }
  });
  it('takes the heads of type "attention" from the same formula', () => {
    const { x, shape, y, dy, parameters, dx } = cases.find(({ id }) => id === 'heads/2')!;
    const own = { parameters: { query: parameters['attend.query'] } };
    const spec = { type: 'attention', heads: 2 } as const;
    expect(distance(poolArray({ data: x, shape }, spec, own), y)).toBeLessThan(1e-13);
    expect(distance(poolArrayGradient({ data: x, shape }, spec, dy, own).tokens, dx)).toBeLessThan(1e-12);
  });
});

const tokens: ArrayTokens = {
  data: Array.from({ length: 2 * 5 * 6 }, (_, i) => 1.5 + Math.sin(i * 12.9898)),
  shape: [2, 5, 6],
};
const attends = [
  { score: 'query', groups: 3 },
  { score: 'query', groups: 2, over: 'group' },
  { score: 'gated', groups: 2, hidden: 4 },
  { score: 'gated', hidden: 4, gate: false },
] as const;
const means = [
  { type: 'mean' },
  { type: 'gem' },
  { type: 'ggem', groups: 3, p: [3, 0.25, -1] },
  { type: 'lse' },
] as const;

describe('where training starts', () => {
  for (const attend of attends) {
    it.each(means)(`${JSON.stringify(attend)} leaves %j as it is`, (mean) => {
      const spec = parseSpec({ ...mean, attend } as PoolingSpecInput);
      const parameters = Object.fromEntries(parametersOf(spec, 6).map(({ name, start }) => [name, start!]));
      expect(distance(poolArray(tokens, spec, { parameters }), poolArray(tokens, mean))).toBeLessThan(1e-14);
    });
  }
  it('is not a place that gradients hold fast', () => {
    for (const attend of attends) {
      const spec = parseSpec({ type: 'gem', attend });
      const parameters = Object.fromEntries(parametersOf(spec, 6).map(({ name, start }) => [name, start!]));
      const slopes = poolArrayGradient(tokens, spec, new Array(12).fill(1), { parameters }).parameters;
      const [name] = Object.keys(slopes).filter((one) => /query|score/.test(one));
      expect(slopes[name!]!.some((slope) => Math.abs(slope) > 1e-3)).toBe(true);
    }
  });
  it('is the normalised tokens for score "mean"', () => {
    const spec = parseSpec({ type: 'mean', attend: { score: 'mean' } });
    const parameters = Object.fromEntries(parametersOf(spec, 6).map(({ name, start }) => [name, start!]));
    const y = poolArray(tokens, spec, { parameters });
    for (const b of [0, 1]) {
      const sum = [...y.slice(6 * b, 6 * b + 6)].reduce((a, one) => a + one);
      expect(Math.abs(sum)).toBeLessThan(1e-12);
    }
  });
});

describe('scores at every extreme', () => {
  const spec = { type: 'mean', attend: { score: 'query' } } as const;
  const one = (data: number[], query: number[], options = {}) => {
    const shape = [1, data.length / query.length, query.length] as const;
    return poolArray({ data, shape }, spec, { parameters: { 'attend.query': query }, ...options });
  };
  it('pick one token where they are far apart', () => {
    expect([...one([1, 2, 3, 4, 5, 6], [1e20, 1e20])]).toEqual([5, 6]);
    expect([...one([1, 2, 3, 4, 5, 6], [-1e20, -1e20])]).toEqual([1, 2]);
  });
  it('count a dropped token for nothing, NaN or the largest of all', () => {
    const y = one([1, 2, Number.NaN, 4, 1e30, 6, 3, 1], [1, 1], { mask: [1, 0, 0, 1] });
    const [a, b] = [Math.exp(3 / Math.SQRT2), Math.exp(4 / Math.SQRT2)];
    expect(y[0]).toBeCloseTo((a + 3 * b) / (a + b), 13);
    expect(y[1]).toBeCloseTo((2 * a + b) / (a + b), 13);
  });
  it('that are equal weigh as much as mask and token weights say', () => {
    const w = poolingWeightsArray({ data: [1, 1, 1], shape: [1, 3, 1] }, spec, {
      parameters: { 'attend.query': [5] },
      tokenWeights: [1, 2, 5],
    });
    expect([...w]).toEqual([0.125, 0.25, 0.625]);
  });
  it('leave gradients finite where one token has all the weight', () => {
    for (const mean of means) {
      const gradient = poolArrayGradient(
        tokens,
        { ...mean, attend: { score: 'query' } } as PoolingSpecInput,
        new Array(12).fill(1),
        {
          parameters: { 'attend.query': new Array(mean.type === 'ggem' ? 18 : 6).fill(1e6) },
        },
      );
      expect(gradient.tokens.every(Number.isFinite)).toBe(true);
      expect(gradient.parameters['attend.query']!.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('sizes', () => {
  it('come from channels, groups and projection', () => {
    const sizes = (spec: PoolingSpecInput) =>
      parametersOf(parseSpec(spec), 12).map(({ name, shape }) => `${name} ${shape.join(' ')}`);
    expect(sizes({ type: 'mean', attend: { score: 'query', groups: 4, value: 8 } })).toEqual([
      'attend.query 4 12',
      'attend.value 12 8',
    ]);
    expect(sizes({ type: 'ggem', groups: 6, attend: { score: 'query' } })).toEqual([
      'p 6',
      'attend.query 6 12',
    ]);
    expect(sizes({ type: 'gem', attend: { score: 'gated' } })).toEqual([
      'p 1',
      'attend.tanh.matrix 128 12',
      'attend.tanh.bias 128',
      'attend.gate.matrix 128 12',
      'attend.gate.bias 128',
      'attend.score 1 128',
    ]);
    expect(outputChannels(parseSpec({ type: 'mean', attend: { score: 'query', value: 8 } }), 12)).toBe(8);
  });
  it.each([
    [{ score: 'querys' }, 'spec | mean: attend.score must be "query", "gated" or "mean", but "querys" came.'],
    [
      { score: 'query', head: 3 },
      'spec | mean: attend must be { score: "query", over, value, trainable, groups }, but {"score":"query","head":3} came.',
    ],
    [
      { score: 'query', groups: 5 },
      'shape | mean: attend: query: groups must divide channels, but 5 does not divide 12. Use a divisor such as 3, 4 or 6.',
    ],
    [
      { score: 'mean', groups: 5, value: 10 },
      'shape | mean: attend: mean: groups must divide channels, but 5 does not divide 12. Use a divisor such as 3, 4 or 6.',
    ],
    [
      { score: 'query', groups: 4, value: 6 },
      'shape | mean: attend: query: groups must divide channels, but 4 does not divide 6. Use a divisor such as 2, 3 or 6.',
    ],
    [
      { score: 'gated', hidden: 0 },
      'spec | mean: attend.hidden must be a whole number from 1, but 0 came. The default is 128.',
    ],
  ])('refuse %j', (attend, expected) => {
    const act = () => {
      const spec = parseSpec({ type: 'mean', attend } as never);
      poolArray({ data: new Array(24).fill(0), shape: [1, 2, 12] }, spec);
    };
    expect(refusal(act)).toBe(expected);
  });
  it('ask for what a spec cannot hold', () => {
    expect(refusal(() => poolArray(tokens, { type: 'mean', attend: { score: 'query' } }))).toMatch(
      /attend\.query/,
    );
  });
});
