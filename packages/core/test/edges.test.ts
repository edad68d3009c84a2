import { describe, expect, it } from 'vitest';
import { type PoolingSpecInput, poolArray, poolArrayGradient, poolingWeightsArray } from '../src/index.ts';
import { column } from './arrays.ts';

// One `describe` for each row of the table of decisions.

const gem = (p: number | 'inf' | '-inf', rest: object = {}): PoolingSpecInput => ({
  type: 'gem',
  p,
  ...rest,
});
const value = (spec: PoolingSpecInput, ...tokens: number[]) => poolArray(column(...tokens), spec)[0]!;
const gradient = (spec: PoolingSpecInput, ...tokens: number[]) => [
  ...poolArrayGradient(column(...tokens), spec, [1]).tokens,
];

describe('negatives', () => {
  it('clamps to eps by default', () => {
    expect(value(gem(1, { eps: 0.5 }), -3, 1, 0.25)).toBeCloseTo((0.5 + 1 + 0.5) / 3, 15);
  });
  it('shifts the smallest token to eps and adds it back', () => {
    expect(value(gem(2, { negatives: 'shift', eps: 1 }), -3, 4)).toBeCloseTo(Math.sqrt((1 + 64) / 2) - 4, 14);
  });
  it('takes absolute values', () => {
    expect(value(gem(2, { negatives: 'abs' }), -3, 4)).toBeCloseTo(Math.sqrt(12.5), 14);
    expect(gradient(gem(1, { negatives: 'abs' }), -3, 4)).toEqual([-0.5, 0.5]);
  });
  it('refuses them where told to', () => {
    expect(() => value(gem(3, { negatives: 'error' }), 1, -2)).toThrow(
      'gem: tokens must not be negative under negatives: "error", but -2 came at index 1. Use "clamp", "shift" or "abs".',
    );
    expect(value(gem(1, { negatives: 'error' }), 1, 2)).toBe(1.5);
    const dropped = { ...gem(1, { negatives: 'error' }), prefixTokens: 1 } as PoolingSpecInput;
    expect(poolArray(column(-9, 1, -2, 2), dropped, { mask: [1, 1, 0, 1] })[0]).toBe(1.5);
  });
  it('sends the gradient of a shift through the smallest token too', () => {
    const [low, high] = gradient(gem(3, { negatives: 'shift' }), -2, 1) as [number, number];
    expect(low + high).toBeCloseTo(1, 14);
    expect(high).toBeCloseTo(0.5 ** (1 / 3), 5);
  });
});

describe('eps', () => {
  it('stops the gradient below it and passes it at equality', () => {
    expect(gradient(gem(1, { eps: 0.25 }), 0.1, 0.25, 1)).toEqual([0, 1 / 3, 1 / 3]);
  });
  it('is the result where every token lies below, with no gradient at all', () => {
    const tokens = column(1e-9, -5, 0);
    for (const p of [-3, 0, 0.3, 1, 7.6, 25]) {
      const {
        tokens: dx,
        parameters: { p: dp },
      } = poolArrayGradient(tokens, gem(p), [1]);
      expect(poolArray(tokens, gem(p))[0]).toBeCloseTo(1e-6, 20);
      expect([...dx]).toEqual([0, 0, 0]);
      expect(Math.abs(dp![0]!)).toBeLessThan(1e-20);
    }
  });
});

describe('p', () => {
  it.each([
    [1, 2.5],
    [-1, 4 / (1 + 1 / 2 + 1 / 3 + 1 / 4)],
    [2, Math.sqrt(7.5)],
    [0, 24 ** 0.25],
    ['inf', 4],
    ['-inf', 1],
  ] as const)('%s of 1, 2, 3, 4 is %d', (p, expected) => {
    expect(value(gem(p), 1, 2, 3, 4)).toBeCloseTo(expected, 14);
  });
  it('is never taken for infinite: one hot token of 196 at p = 25 and 100', () => {
    const hot = [1, ...new Array<number>(195).fill(1e-6)];
    expect(value(gem(25), ...hot)).toBeCloseTo(196 ** (-1 / 25), 14);
    expect(value(gem(100), ...hot)).toBeCloseTo(196 ** (-1 / 100), 14);
  });
  it('differs from group to group, infinite in one and fixed in all', () => {
    const tokens = { data: [1, 1, 1, 1, 3, 3, 3, 3], shape: [1, 2, 4] as const };
    const spec = { type: 'ggem', groups: 4, p: ['inf', 1, 0, '-inf'] } as const;
    expect([...poolArray(tokens, spec)].map((y) => Number(y.toFixed(12)))).toEqual([
      3,
      2,
      Number(Math.sqrt(3).toFixed(12)),
      1,
    ]);
    expect([...poolArrayGradient(tokens, spec, [1, 1, 1, 1]).parameters.p!].map((dp) => dp > 0)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
  it('refuses NaN', () => {
    expect(() => poolArray(column(1), gem(3), { parameters: { p: [Number.NaN] } })).toThrow(
      'gem: p must be numbers, but NaN came at index 0. A step that is too large may have broken training; set a range for p.',
    );
  });
  it('keeps its digits near 0, value and derivative', () => {
    // y = sqrt(2)·(1 + p ln²2 / 8 + ...) and dy/dp = sqrt(2) ln²2 / 8 at p = 0, for tokens 1 and 2.
    const slope = (Math.SQRT2 * Math.log(2) ** 2) / 8;
    for (const p of [0, 1e-12, -1e-12, 1e-6, -1e-6]) {
      expect(value(gem(p), 1, 2)).toBeCloseTo(Math.SQRT2 + p * slope, 12);
      expect(poolArrayGradient(column(1, 2), gem(p), [1]).parameters.p![0]! / slope).toBeCloseTo(1, 5);
    }
  });
});

describe('groups', () => {
  const tokens = { data: [1, 1, 1, 1, 3, 3, 3, 3], shape: [1, 2, 4] as const };
  it('are contiguous, or interleaved on request', () => {
    const pooled = (layout: 'contiguous' | 'interleaved') => [
      ...poolArray(tokens, { type: 'ggem', groups: 2, p: ['inf', '-inf'], layout }),
    ];
    expect(pooled('contiguous')).toEqual([3, 3, 1, 1]);
    expect(pooled('interleaved')).toEqual([3, 1, 3, 1]);
  });
  it('must divide the channels', () => {
    const wide = { data: new Float64Array(768), shape: [1, 1, 768] as const };
    expect(() => poolArray(wide, { type: 'ggem', groups: 5 })).toThrow(
      'ggem: groups must divide channels, but 5 does not divide 768. Use a divisor such as 4, 6 or 8.',
    );
  });
});

describe('prefix tokens', () => {
  it('are skipped by every pooling but token', () => {
    const tokens = column(100, 1, 3);
    expect([...poolArray(tokens, { type: 'mean', prefixTokens: 1 })]).toEqual([2]);
    expect([...poolArray(tokens, { type: 'max', prefixTokens: 1 })]).toEqual([3]);
    expect(poolArray(tokens, { type: 'gem', p: 2, prefixTokens: 1 })[0]).toBeCloseTo(Math.sqrt(5), 14);
    expect([...poolArray(tokens, { type: 'token' })]).toEqual([100]);
  });
  it('get no gradient and no weight', () => {
    expect(gradient({ type: 'mean', prefixTokens: 1 }, 100, 1, 3)).toEqual([0, 0.5, 0.5]);
    expect([...poolingWeightsArray(column(100, 1, 3), { type: 'max', prefixTokens: 1 })]).toEqual([0, 0, 1]);
  });
});

describe('token', () => {
  it('is the first, any, one from the end, or the last kept', () => {
    const tokens = column(1, 2, 3, 4);
    const at = (index: number | 'last', mask?: number[]) =>
      poolArray(tokens, { type: 'token', index }, { mask })[0];
    expect([at(0), at(2), at(-1), at('last'), at('last', [1, 1, 0, 0])]).toEqual([1, 3, 4, 4, 2]);
    expect([at(-4), at(3)]).toEqual([1, 4]);
    for (const index of [4, -5]) {
      expect(() => at(index)).toThrow(
        `token: index must lie in -4..3 for 4 tokens, but ${index} came. Use 0 for the class token.`,
      );
    }
    expect(at(3, [1, 1, 0, 0])).toBe(0);
    expect([
      ...poolArrayGradient(tokens, { type: 'token', index: 'last' }, [5], { mask: [1, 1, 0, 0] }).tokens,
    ]).toEqual([0, 5, 0, 0]);
    expect(gradient({ type: 'token', index: -2 }, 1, 2, 3, 4)).toEqual([0, 0, 1, 0]);
  });
});

const everySpec: PoolingSpecInput[] = [
  { type: 'token' },
  { type: 'token', index: 'last' },
  { type: 'mean' },
  { type: 'max' },
  ...(['inf', 25, 3, 0.2, 0, -0.2, -3, '-inf'] as const).flatMap((p) => [
    gem(p),
    gem(p, { negatives: 'shift' }),
    gem(p, { negatives: 'abs' }),
  ]),
];
const named = everySpec.map((spec) => [JSON.stringify(spec), spec] as const);

describe('masks', () => {
  it.each(named)('keep NaN and infinities out when their token is dropped: %s', (_, spec) => {
    const dropped =
      spec.type === 'token' && spec.index === 'last'
        ? [2, 1, Number.NaN, Number.POSITIVE_INFINITY]
        : [2, Number.NaN, 1, Number.NEGATIVE_INFINITY];
    const mask = dropped.map((x) => Number(Number.isFinite(x)));
    const left = dropped.filter(Number.isFinite);
    const tokens = column(...dropped);
    expect(poolArray(tokens, spec, { mask })[0]).toBeCloseTo(value(spec, ...left), 14);
    const masked = poolArrayGradient(tokens, spec, [1], { mask });
    const alone = poolArrayGradient(column(...left), spec, [1]);
    expect([...masked.tokens].filter((_, i) => mask[i] === 1)).toEqual(
      [...alone.tokens].map((dx) => expect.closeTo(dx, 14)),
    );
    expect([...masked.tokens].filter((_, i) => mask[i] === 0)).toEqual([0, 0]);
    if (alone.parameters.p) expect(masked.parameters.p![0]).toBeCloseTo(alone.parameters.p[0]!, 14);
  });
  it('are not written', () => {
    const mask = Float32Array.of(1, 0);
    poolArrayGradient(column(1, 2), gem(3), [1], { mask });
    expect([...mask]).toEqual([1, 0]);
  });
  it('hold 0 and 1 only', () => {
    expect(() => poolArray(column(1, 2), { type: 'mean' }, { mask: [1, 0.5] })).toThrow(
      'mean: mask must hold 1 (keep) or 0 (drop), but 0.5 came at index 1. Give fractions as weights.',
    );
  });
});

describe('nothing kept', () => {
  it.each(named)('gives zeros with zero gradient: %s', (_, spec) => {
    const tokens = column(Number.NaN, 5, -3);
    const nothing = { mask: [0, 0, 0] };
    const {
      tokens: dx,
      parameters: { p },
    } = poolArrayGradient(tokens, spec, [1], nothing);
    expect([...poolArray(tokens, spec, nothing), ...dx, ...(p ?? [])].map((x) => x + 0)).toEqual(
      new Array(4 + (p ? 1 : 0)).fill(0),
    );
    expect([...poolingWeightsArray(tokens, spec, nothing)]).toEqual([0, 0, 0]);
  });
});

describe('token weights', () => {
  it('count fractions, also huge and tiny ones', () => {
    for (const scale of [1, 1e300, 1e-300]) {
      const weights = [0.5 * scale, 1.5 * scale, 0];
      expect(poolArray(column(1, 3, Number.NaN), { type: 'mean' }, { tokenWeights: weights })[0]).toBeCloseTo(
        2.5,
        14,
      );
      expect(poolArray(column(1, 3, Number.NaN), gem(2), { tokenWeights: weights })[0]).toBeCloseTo(
        Math.sqrt(7),
        14,
      );
    }
  });
  it('must not be negative', () => {
    expect(() => poolArray(column(1, 2), gem(3), { tokenWeights: [1, -1] })).toThrow(
      'gem: tokenWeights must be finite and at least 0, but -1 came at index 1. Drop a token with 0.',
    );
  });
});

describe('not finite', () => {
  it.each(named.filter(([, spec]) => spec.type !== 'token'))(
    'NaN propagates where it is kept: %s',
    (_, spec) => {
      expect(value(spec, 1, Number.NaN, 2)).toBeNaN();
    },
  );
  it.each(['inf', 25, 3, 0.5, 0.2, 0] as const)('∞ kept is ∞ for p = %s', (p) => {
    expect(value(gem(p), 1, Number.POSITIVE_INFINITY, 2)).toBe(Number.POSITIVE_INFINITY);
  });
  it('∞ kept counts for nothing where p < 0', () => {
    expect(value(gem(-1), 1, Number.POSITIVE_INFINITY)).toBeCloseTo(2, 14);
    expect(value(gem(-0.25), 1, Number.POSITIVE_INFINITY)).toBeCloseTo(16, 12);
    expect(value(gem('-inf'), 1, Number.POSITIVE_INFINITY)).toBe(1);
  });
});

describe('ties of max', () => {
  it('share the gradient evenly, by weight where there are weights', () => {
    expect(gradient({ type: 'max' }, 3, 1, 3)).toEqual([0.5, 0, 0.5]);
    expect(
      [...poolArrayGradient(column(3, 1, 3), { type: 'max' }, [1], { tokenWeights: [1, 1, 3] }).tokens].map(
        (dx) => Number(dx.toFixed(14)),
      ),
    ).toEqual([0.25, 0, 0.75]);
  });
});

describe('scale', () => {
  it.each([1e300, 1e30, 1e-3, 1e-30, 1e-300])('x = %d pools to itself at every p', (x) => {
    for (const p of [-25, -1, -0.1, 0, 0.1, 1, 6.5, 25]) {
      expect(value(gem(p, { eps: 1e-37 }), x, x, x) / Math.max(x, 1e-37)).toBeCloseTo(1, 13);
    }
  });
  it('spans the whole float range in one image', () => {
    // (1/2)^(1/p) times the larger token, whatever the other one is.
    expect(value(gem(3, { eps: 1e-37 }), 1e300, 1e-30)).toBe(1e300 * Math.exp(-Math.log(2) / 3));
    expect(value(gem(0, { eps: 1e-37 }), 1e300, 1e-30) / 1e135).toBeCloseTo(1, 12);
  });
});
