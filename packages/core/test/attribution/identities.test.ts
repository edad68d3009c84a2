import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../src/facts/poolings.ts';
import {
  attributionArray,
  type PoolingSpecInput,
  type PoolingType,
  poolArray,
  poolArrayGradient,
  poolingTypes,
} from '../../src/index.ts';
import { column } from '../arrays.ts';

// Two images of 2 × 3 tokens with four channels. The mask drops a token of each image, and the weights differ.
const shape = [2, 6, 4] as const;
const data = Array.from({ length: 48 }, (_, i) => (((i * 37) % 23) + 1) / 8);
const mask = [1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1];
const weights = [1, 2, 3, 0.5, 1, 0.25, 2, 1, 1, 4, 0.5, 1];
const query = [1, -2, 0.5, 3];

/** One value of the pooled vector, with the tokens of its channel and their weights. */
interface Value {
  /** The pooling weight of each token. */
  readonly w: readonly number[];
  /** The tokens of its channel; tokens that the mask drops may be anything. */
  readonly x: readonly number[];
  /** Mask times weights. */
  readonly a: readonly number[];
  /** Its position in the pooled vector. */
  readonly channel: number;
}

const sum = (terms: readonly number[]): number => terms.reduce((all, one) => all + one, 0);
const sumOf = ({ w, x }: Value): number => sum(w.map((wi, i) => wi * x[i]!));
/** `(Σ w x^-p)^(-1/p)`. */
const powerMean = ({ w, x }: Value, p: number): number =>
  p === 0
    ? Math.exp(sum(w.map((wi, i) => (wi === 0 ? 0 : wi * Math.log(x[i]!)))))
    : sum(w.map((wi, i) => wi * x[i]! ** -p)) ** (-1 / p);
/** `-ln (Σ w e^(-r x)) / r`. */
const logMean = ({ w, x }: Value, r: number): number =>
  -Math.log(sum(w.map((wi, i) => wi * Math.exp(-r * x[i]!)))) / r;
const mean = { type: 'mean' } as const;
const grid = [2, 3] as const;

interface Identity {
  readonly spec: PoolingSpecInput;
  /** The pooled value, from the weights alone. */
  readonly y: (value: Value) => number;
}

/** The identity that core's definition of a pooling states, as a function; `exponent` is the pooling's `p` or `r`. */
function stated(type: PoolingType, exponent = Number.NaN): Identity['y'] {
  const { identity } = definitionOf({ type });
  switch (identity) {
    case 'y = Σ w x':
      return sumOf;
    case 'y = √(Σ a) Σ w x':
      return (value) => Math.sqrt(sum(value.a)) * sumOf(value);
    case 'y = (Σ w x̃^-p)^(-1/p)':
      return (value) => powerMean(value, exponent);
    case 'y = -(1/r) ln Σ w e^(-r x)':
      return (value) => logMean(value, exponent);
    default:
      throw new Error(`${type}: nothing here computes ${identity}`);
  }
}

// The identities of docs/attribution.md. A pooling that has none here does not compile.
const identities: Readonly<Record<PoolingType, readonly Identity[]>> = {
  token: [{ spec: { type: 'token' }, y: stated('token') }],
  mean: [{ spec: mean, y: stated('mean') }],
  max: [{ spec: { type: 'max' }, y: stated('max') }],
  gem: [-7, -1, 0, 0.25, 1, 3, 25].map((p) => ({
    spec: { type: 'gem', p },
    y: stated('gem', p),
  })),
  ggem: [
    {
      spec: { type: 'ggem', groups: 2, p: [2, -0.5] },
      y: (value) => stated('ggem', value.channel < 2 ? 2 : -0.5)(value),
    },
    {
      spec: { type: 'ggem', groups: 2, p: [2, -0.5], layout: 'interleaved' },
      y: (value) => stated('ggem', value.channel % 2 === 0 ? 2 : -0.5)(value),
    },
  ],
  lse: [-3, 0.1, 2, 40].map((r) => ({
    spec: { type: 'lse', r },
    y: stated('lse', r),
  })),
  meanSqrtLen: [{ spec: { type: 'meanSqrtLen' }, y: stated('meanSqrtLen') }],
  positionWeightedMean: [{ spec: { type: 'positionWeightedMean' }, y: stated('positionWeightedMean') }],
  attention: [{ spec: { type: 'attention', heads: 2 }, y: stated('attention') }],
  topK: [1, 3, 9].map((k) => ({ spec: { type: 'topK', k }, y: stated('topK') })),
  mix: [
    { spec: { type: 'mix', parts: [mean, { type: 'max' }], weights: [0.25, 1] }, y: sumOf },
    {
      spec: {
        type: 'mix',
        parts: [
          { type: 'mix', parts: [mean, { type: 'max' }], weights: [2, -1] },
          { type: 'pyramid', grid, levels: [2], combine: 'mean', part: mean },
        ],
      },
      y: sumOf,
    },
  ],
  concat: [
    {
      spec: { type: 'concat', parts: [mean, { type: 'gem', p: 3 }] },
      y: (value) => (value.channel < 4 ? sumOf(value) : powerMean(value, 3)),
    },
    {
      spec: {
        type: 'concat',
        parts: [
          {
            type: 'concat',
            parts: [
              { type: 'lse', r: 2 },
              { type: 'gem', p: 3 },
            ],
          },
          { type: 'pyramid', grid, levels: [1], part: { type: 'gem', p: -1 } },
        ],
      },
      y: (value) => (value.channel < 4 ? logMean(value, 2) : powerMean(value, value.channel < 8 ? 3 : -1)),
    },
  ],
  // At level 1 a grid of 2 × 3 has two squares of 2 × 2, which overlap.
  regional: [
    {
      spec: { type: 'regional', grid, levels: 1, part: { ...mean, after: [] } },
      y: (value) => 2 * sumOf(value),
    },
    {
      spec: {
        type: 'regional',
        grid,
        levels: 1,
        part: { type: 'pyramid', grid, levels: [1], part: { type: 'topK', k: 2 }, after: [] },
      },
      y: (value) => 2 * sumOf(value),
    },
  ],
  pyramid: [
    { spec: { type: 'pyramid', grid, levels: [1, 2], part: mean }, y: sumOf },
    {
      spec: { type: 'pyramid', grid, levels: [1], part: { type: 'gem', p: 3 } },
      y: (value) => powerMean(value, 3),
    },
    { spec: { type: 'pyramid', grid, levels: [1, 2], part: mean, combine: 'mean' }, y: sumOf },
    {
      spec: { type: 'pyramid', grid, levels: [1, 2], part: { type: 'mix', parts: [mean, { type: 'max' }] } },
      y: sumOf,
    },
  ],
};

const listed = Object.values(identities).flatMap((each) =>
  each.map((one) => [JSON.stringify(one.spec), one] as const),
);

describe('the weights give the output exactly', () => {
  it.each(listed)('%s', (_, { spec, y }) => {
    const parameters = spec.type === 'attention' ? { query } : {};
    const options = { mask, tokenWeights: weights, parameters };
    const found = attributionArray({ data, shape }, spec, options).byChannel.weights;
    const pooled = poolArray({ data, shape }, spec, options);
    const wide = found.shape[2];
    expect(pooled.length).toBe(2 * wide);
    pooled.forEach((value, i) => {
      const [image, channel] = [Math.floor(i / wide), i % wide];
      const tokens = [0, 1, 2, 3, 4, 5].map((n) => image * 6 + n);
      const given = {
        channel,
        w: tokens.map((token) => found.data[token * wide + channel]!),
        x: tokens.map((token) => data[token * 4 + (channel % 4)]!),
        a: tokens.map((token) => mask[token]! * weights[token]!),
      };
      expect(y(given) / value).toBeCloseTo(1, 12);
    });
  });
});

describe('docs/attribution.md', () => {
  const page = readFileSync(new URL('../../../../docs/attribution.md', import.meta.url), 'utf8');
  // Rows such as | `gem`, `ggem` | weights | identity |.
  const rows = page.split('\n').flatMap((line) => {
    const [, names, , identity] = line.split(' | ').length > 2 ? line.split('|') : [];
    return names?.includes('`') ? [{ names, identity: identity!.replaceAll('`', '').trim() }] : [];
  });
  it.each(poolingTypes)('says the identity that the facts of %s state', (type) => {
    const said = rows.filter(({ names }) => names.includes(`\`${type}\``)).map(({ identity }) => identity);
    const { identity } = definitionOf({ type });
    expect(said.map((one) => one.slice(0, identity.length))).toContain(identity);
  });
});

/** The weights of one channel. */
const weightsOf = (spec: PoolingSpecInput, values: readonly number[]) => [
  ...attributionArray(column(...values), spec).byChannel.weights.data,
];
const values = [0.5, 2, 3, 0.125, 2];

describe('power means', () => {
  it.each(['inf', '-inf'] as const)('hold it at their ends: p = %s', (p) => {
    const w = weightsOf({ type: 'gem', p }, values);
    const opposite = p === 'inf' ? '-inf' : 'inf';
    const again = poolArray(column(...values), { type: 'gem', p: opposite }, { tokenWeights: w })[0]!;
    expect(again).toBe(poolArray(column(...values), { type: 'gem', p })[0]!);
  });
  it.each(['clamp', 'abs', 'shift'] as const)('hold it after the rule for negatives: %s', (negatives) => {
    const signed = [-2, 0.5, 3, -0.125];
    const w = weightsOf({ type: 'gem', p: 3, negatives }, signed);
    const again = poolArray(column(...signed), { type: 'gem', p: -3, negatives }, { tokenWeights: w })[0]!;
    expect(again).toBeCloseTo(poolArray(column(...signed), { type: 'gem', p: 3, negatives })[0]!, 12);
  });
  it('give shares w y that are x times the gradient, and add up to y', () => {
    const spec = { type: 'gem', p: 3 } as const;
    const y = poolArray(column(...values), spec)[0]!;
    const { tokens: dx } = poolArrayGradient(column(...values), spec, [1]);
    const shares = weightsOf(spec, values).map((w) => w * y);
    expect(shares).toEqual(values.map((x, i) => expect.closeTo(x * dx[i]!, 14)));
    expect(sum(shares)).toBeCloseTo(y, 14);
  });
});

describe('parts', () => {
  it('side by side have their own weights, in the order of their values', () => {
    const parts = [{ type: 'mean' }, { type: 'gem', p: 3 }] as const;
    const { weights } = attributionArray({ data, shape }, { type: 'concat', parts }).byChannel;
    const each = parts.map((spec) => attributionArray({ data, shape }, spec).byChannel.weights.data);
    const rows = Array.from({ length: 12 }, (_, n) =>
      each.flatMap((one) => [...one.slice(n * 4, n * 4 + 4)]),
    );
    expect([...weights.data]).toEqual(rows.flat());
  });
  it('in regions have the mean of the weights of all regions', () => {
    const image = { data: [1, 2, 3, 4, 5, 6], shape: [1, 6, 1] as const };
    const spec = { type: 'regional', levels: 1, grid: [2, 3], part: { type: 'mean' } } as const;
    // At level 1 a grid of 2 × 3 has two squares of 2 × 2. A token that lies in both has weight 1/4.
    const found = attributionArray(image, spec).byChannel.weights.data;
    expect(sum([...found])).toBeCloseTo(1, 14);
    expect([found[1], found[4]]).toEqual([0.25, 0.25]);
  });
  it('that are normalised or whitened keep their weights', () => {
    const after = ['l2', { whiten: 2 }] as const;
    const parameters = { 'after.1.mean': [0, 0, 0, 0], 'after.1.matrix': [1, 0, 0, 1, 1, 1, 0, 0] };
    const found = attributionArray({ data, shape }, { type: 'gem', p: 3, after }, { parameters });
    expect(found).toEqual(attributionArray({ data, shape }, { type: 'gem', p: 3 }));
  });
});
