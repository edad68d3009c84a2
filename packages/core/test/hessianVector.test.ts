import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  type ArrayTokens,
  hessianVectorArray,
  outputChannels,
  type PoolingSpecInput,
  parametersOf,
  parseSpec,
  poolArrayGradient,
} from '../src/index.ts';
import { column, distance } from './arrays.ts';
import { refusal } from './refusal.ts';

type Stored = readonly (number | string)[];
interface Expected {
  readonly value: readonly number[];
  readonly scale: readonly number[];
}
interface Case {
  readonly id: string;
  readonly spec: PoolingSpecInput;
  readonly shape: ArrayTokens['shape'];
  readonly x: Stored;
  readonly dy: Stored;
  readonly mask?: Stored;
  readonly weights?: Stored;
  readonly direction: { readonly tokens: Stored; readonly p?: Stored };
  readonly tokens: Expected;
  readonly p?: Expected;
}

const spelled: Readonly<Record<string, number>> = {
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  nan: Number.NaN,
};
const numbers = (stored: Stored) =>
  stored.map((value) => (typeof value === 'string' ? spelled[value]! : value));

// Mixed differences of the defined values at 160 digits: tools/goldens/goldens/second_derivatives.py.
const data = await readFile(new URL('data/second-derivatives.json', import.meta.url), 'utf8');
const { cases } = JSON.parse(data) as { cases: Case[] };

/** The largest error, in units of the roundoff of the terms that are added up. Where there are none, no error is allowed. */
function worst(got: ArrayLike<number>, { value, scale }: Expected): number {
  expect(got.length).toBe(value.length);
  const errors = value.map((wanted, i) => {
    const error = Math.abs(got[i]! - wanted);
    return error === 0 ? 0 : error / (scale[i]! * 2 ** -53);
  });
  return errors.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(...errors);
}

interface ComposedCase extends Omit<Case, 'direction' | 'p'> {
  readonly parameters: Readonly<Record<string, readonly number[]>>;
  readonly direction: Readonly<Record<string, readonly number[]>>;
  readonly slopes: Readonly<Record<string, Expected>>;
}
// The same for poolings that look at whole images: second_derivatives_composed.py.
const composed = await readFile(new URL('data/second-derivatives-composed.json', import.meta.url), 'utf8');
const { cases: composedCases } = JSON.parse(composed) as { cases: ComposedCase[] };

function product(given: Case, p = given.direction.p) {
  const { tokens } = given.direction;
  return hessianVectorArray(
    { data: numbers(given.x), shape: given.shape },
    given.spec,
    numbers(given.dy),
    { tokens: numbers(tokens), parameters: p && { p: numbers(p) } },
    { mask: given.mask && numbers(given.mask), tokenWeights: given.weights && numbers(given.weights) },
  );
}

describe('hessianVectorArray', () => {
  it.each(cases.map((one) => [one.id, one] as const))('is that of the definition: %s', (_, one) => {
    const { tokens, parameters } = product(one);
    expect(worst(tokens, one.tokens)).toBeLessThan(16);
    if (one.p) expect(worst(parameters.p!, one.p)).toBeLessThan(16);
  });

  it.each(composedCases.map((one) => [one.id, one] as const))('is that of the definition: %s', (_, one) => {
    const { tokens: along, ...moved } = one.direction;
    const { tokens, parameters } = hessianVectorArray(
      { data: numbers(one.x), shape: one.shape },
      one.spec,
      numbers(one.dy),
      { tokens: along, parameters: moved },
      {
        mask: one.mask && numbers(one.mask),
        tokenWeights: one.weights && numbers(one.weights),
        parameters: one.parameters,
      },
    );
    expect(worst(tokens, one.tokens)).toBeLessThan(1);
    for (const [name, slopes] of Object.entries(one.slopes)) {
      expect(worst(parameters[name]!, slopes), name).toBeLessThan(1);
    }
  });
  it('of p = 2 over two equal tokens is a quarter of their difference', () => {
    const along = (...tokens: number[]) => [
      ...hessianVectorArray(column(1, 1), { type: 'gem', p: 2 }, [1], { tokens }).tokens,
    ];
    expect(along(1, 0)).toEqual([0.25, -0.25]);
    expect(along(3, 1)).toEqual([0.5, -0.5]);
  });
  it.each([-3, 0, 0.2, 1, 7, 'inf'] as const)('is 0 along the tokens themselves, p = %s', (p) => {
    // If its tokens double, a power mean doubles and its gradient stays. The terms that cancel are |p| times as large.
    const tokens = [0.5, 2, 2, 3];
    const { tokens: product } = hessianVectorArray(column(...tokens), { type: 'gem', p }, [1], { tokens });
    expect([...product]).toEqual([0, 0, 0, 0].map((zero) => expect.closeTo(zero, 14)));
  });
  it.each(['clamp', 'shift', 'abs'] as const)(
    'is symmetric at ties, at eps and below it: %s',
    (negatives) => {
      const tokens = column(-2, -2, 1, 1, 0.25, 0.125);
      const spec = { type: 'gem', p: 3, negatives, eps: 0.25 } as const;
      const [u, v] = [
        { tokens: [1, -2, 3, 0.5, 1, 4], parameters: { p: [2] } },
        { tokens: [-1, 0.25, 2, 2, -3, 1], parameters: { p: [-1] } },
      ];
      const form = (left: typeof u, right: typeof u) => {
        const product = hessianVectorArray(tokens, spec, [1], right);
        const terms = left.tokens.map((value, i) => value * product.tokens[i]!);
        return terms.reduce((sum, term) => sum + term, left.parameters.p[0]! * product.parameters.p![0]!);
      };
      expect(form(u, v)).toBeCloseTo(form(v, u), 13);
      expect(form(u, v)).not.toBe(0);
    },
  );
  it('at a token at eps is the one from above, and 0 below', () => {
    const spec = { type: 'gem', p: 2, eps: 1 } as const;
    const along = (i: number) => {
      const tokens = [0, 0, 0].map((_, j) => Number(i === j));
      return [...hessianVectorArray(column(1, 0.5, 2), spec, [1], { tokens }).tokens];
    };
    // y² = (1 + 1 + 4) / 3 with the second token held at 1: ∂²y/∂x_i∂x_j = (δ_ij - x_i x_j / 6) / (3 y).
    const scale = 1 / (3 * Math.SQRT2);
    expect(along(0)).toEqual([5, 0, -2].map((n) => expect.closeTo((n / 6) * scale, 15)));
    expect(along(1)).toEqual([0, 0, 0]);
  });
  it('is 0 for an image in which nothing is kept', () => {
    const { tokens, parameters } = hessianVectorArray(
      column(Number.NaN, 2),
      { type: 'gem' },
      [1],
      { tokens: [1, 1], parameters: { p: [1] } },
      { mask: [0, 0] },
    );
    expect([[...tokens], [...parameters.p!]]).toEqual([[0, 0], [0]]);
  });
  it('agrees with a difference of gradients where p is within a range of the switch between formulas', () => {
    const tokens = column(0.5, 2, 3);
    const slope = (p: number) =>
      poolArrayGradient(tokens, { type: 'gem' }, [1], { parameters: { p: [p] } }).parameters.p![0]!;
    for (const p of [0.4999, 0.5, -0.4999, -0.5]) {
      const { parameters } = hessianVectorArray(
        tokens,
        { type: 'gem' },
        [1],
        { parameters: { p: [1] } },
        { parameters: { p: [p] } },
      );
      expect(parameters.p![0]).toBeCloseTo((slope(p + 1e-5) - slope(p - 1e-5)) / 2e-5, 8);
    }
  });
  it.each([
    { type: 'lse', r: 2 },
    { type: 'lse', r: 0.1 },
    { type: 'meanSqrtLen' },
    { type: 'positionWeightedMean' },
    { type: 'attention', heads: 2 },
    { type: 'mix', parts: [{ type: 'max' }, { type: 'gem', p: 2 }], weights: [0.3, 0.7], trainable: true },
    { type: 'concat', parts: [{ type: 'gem', p: 3 }, { type: 'lse' }] },
    { type: 'regional', grid: [2, 3], levels: 2, part: { type: 'gem', p: 3, after: ['l2'] } },
    { type: 'pyramid', grid: [2, 3], levels: [1, 2], part: { type: 'gem', p: 0.2 } },
    { type: 'gem', p: 3, after: [{ whiten: 3, trainable: true }, 'l2'] },
    { type: 'mean', after: ['l2'] },
    { type: 'max', after: ['l2'] },
  ] satisfies PoolingSpecInput[])('is how the gradient moves: %j', (input) => {
    const spec = parseSpec(input);
    const [shape, channels] = [[2, 6, 4] as const, 4];
    const numbers = (count: number, seed: number) =>
      Array.from({ length: count }, (_, i) => 1.2 + Math.sin((i + 1) * seed));
    const [x, v] = [numbers(48, 12.9898), numbers(48, 4.1414)];
    const dy = numbers(2 * outputChannels(spec, channels), 78.233);
    const parameters = parametersOf(spec, channels);
    const at = Object.fromEntries(
      parameters.map(({ name, start, required }) => [name, required ? numbers(start.length, 3.7) : start]),
    );
    const moved = Object.fromEntries(parameters.map(({ name, start }) => [name, numbers(start.length, 5.3)]));
    const gradient = (step: number) => {
      const there = x.map((value, i) => value + step * v[i]!);
      const entries = parameters.map(
        ({ name }) => [name, at[name]!.map((value, i) => value + step * moved[name]![i]!)] as const,
      );
      const found = poolArrayGradient({ data: there, shape }, spec, dy, {
        parameters: Object.fromEntries(entries),
      });
      return [...found.tokens, ...parameters.flatMap(({ name }) => [...found.parameters[name]!])];
    };
    const product = hessianVectorArray(
      { data: x, shape },
      spec,
      dy,
      { tokens: v, parameters: moved },
      { parameters: at },
    );
    const all = [...product.tokens, ...parameters.flatMap(({ name }) => [...product.parameters[name]!])];
    const [before, after] = [gradient(-1e-5), gradient(1e-5)];
    const differences = before.map((value, i) => (after[i]! - value) / 2e-5);
    const scale = Math.max(1, ...differences.map(Math.abs));
    expect(distance(all, differences) / scale).toBeLessThan(1e-8);
  });
  it('takes an image with its channels first, and gives the product in that layout', () => {
    const spec = { type: 'regional', levels: 2, part: { type: 'gem', p: 3 } } as const;
    const [first, last] = [
      { data: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], shape: [1, 2, 2, 3] },
      { data: [1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12], shape: [1, 2, 3, 2] },
    ];
    const swap = (data: ArrayLike<number>) => last!.data.map((at) => data[at - 1]!);
    const direction = Array.from({ length: 12 }, (_, i) => Math.sin(i));
    const wanted = hessianVectorArray(last!, spec, [1, -2], { tokens: swap(direction) });
    const found = hessianVectorArray(
      first!,
      spec,
      [1, -2],
      { tokens: direction },
      { dataFormat: 'channelsFirst' },
    );
    expect(swap(found.tokens)).toEqual([...wanted.tokens]);
    expect(found.parameters).toEqual(wanted.parameters);
  });
  it('refuses a direction that does not fit', () => {
    const along = (direction: object) =>
      refusal(() => hessianVectorArray(column(1, 2), { type: 'gem' }, [1], direction));
    expect(along({ tokens: [1] })).toBe(
      'shape | gem: tokens must hold 2 values for [batch, tokens, channels], but 1 came. Check shape [1, 2, 1].',
    );
    expect(along({ parameters: { q: [1] } })).toBe('shape | gem: unknown parameter "q". Known: p.');
  });
});
