import { describe, expect, it } from 'vitest';
import { emptyState, mergeStates, parseSpec, pooledValue, poolPiece } from '../../src/index.ts';

const one = (data: number[], spec: Parameters<typeof poolPiece>[1], options = {}) =>
  poolPiece({ data, shape: [1, data.length, 1] }, spec, options);
const merged = (pieces: number[][], spec: Parameters<typeof poolPiece>[1]) =>
  pooledValue(mergeStates(pieces.map((data) => one(data, spec))))[0];

describe('states at the extremes', () => {
  it('carry NaN and infinities as pooling all tokens does', () => {
    const gem = (p: number) => ({ type: 'gem', p }) as const;
    expect(merged([[1, Number.NaN], [2]], gem(3))).toBeNaN();
    expect(merged([[1], [2, Number.NaN]], { type: 'max' })).toBeNaN();
    expect(merged([[1], [Number.POSITIVE_INFINITY]], gem(3))).toBe(Number.POSITIVE_INFINITY);
    expect(merged([[1], [Number.POSITIVE_INFINITY]], gem(-1))).toBe(2);
    expect(merged([[Number.NEGATIVE_INFINITY], [Number.NEGATIVE_INFINITY]], { type: 'max' })).toBe(
      Number.NEGATIVE_INFINITY,
    );
  });

  it('hold powers that leave float64: (1e200)^25', () => {
    expect(merged([[1e200], [1e200, 1e-200]], { type: 'gem', p: 25 })).toBeCloseTo(
      1e200 * (2 / 3) ** (1 / 25),
      -187,
    );
  });

  it('add weights whose sum leaves float64, or whose digits would be lost', () => {
    const weighted = (data: number[], weights: number[]) =>
      one(data, { type: 'mean' }, { tokenWeights: weights });
    expect(pooledValue(mergeStates([weighted([1, 2], [1e308, 1e308]), weighted([6], [1e308])]))).toEqual(
      Float64Array.of(3),
    );
    expect(pooledValue(mergeStates([weighted([1, 2], [5e-324, 5e-324]), weighted([6], [5e-324])]))).toEqual(
      Float64Array.of(3),
    );
  });

  it('see a kept token however light it is: max counts it', () => {
    const heavy = one([1], { type: 'max' }, { tokenWeights: [1e308] });
    const light = one([7], { type: 'max' }, { tokenWeights: [5e-324] });
    expect(pooledValue(mergeStates([heavy, light]))[0]).toBe(7);
  });

  it('give zeros where nothing was kept, also under shift', () => {
    expect(pooledValue(one([5], { type: 'gem' }, { mask: [0] }))).toEqual(Float64Array.of(0));
    expect(pooledValue(emptyState(parseSpec({ type: 'max' }), { batch: 2, channels: 1 }))).toEqual(
      new Float64Array(2),
    );
    const shift = { type: 'gem', negatives: 'shift' } as const;
    expect(pooledValue(one([5], shift, { mask: [0], lowest: [-3] }))).toEqual(Float64Array.of(0));
  });
});

describe('states of several images and channels', () => {
  // Two images of three tokens of two channels, cut after the first two tokens. By hand.
  const before = { data: [1, 10, 3, 40, -5, 50, -7, 80], shape: [2, 2, 2] } as const;
  const after = { data: [8, 40, -9, 20], shape: [2, 1, 2] } as const;
  const pooled = (spec: Parameters<typeof poolPiece>[1], options = {}) => {
    const states = [poolPiece(before, spec, options), poolPiece(after, spec, { ...options, from: 2 })];
    return [states, [...states].reverse()].map((order) => [...pooledValue(mergeStates(order))]);
  };
  const both = (...values: number[]) => [0, 1].map(() => values.map((value) => expect.closeTo(value, 12)));

  it('keep them apart', () => {
    expect(pooled({ type: 'mean' })).toEqual(both(4, 30, -7, 50));
    expect(pooled({ type: 'mean', prefixTokens: 1 })).toEqual(both(5.5, 40, -8, 50));
    expect(pooled({ type: 'max' })).toEqual(both(8, 40, -5, 80));
    expect(pooled({ type: 'meanSqrtLen' })).toEqual(
      both(...[12, 90, -21, 150].map((sum) => sum / Math.sqrt(3))),
    );
    expect(pooled({ type: 'mean', after: ['l2'] })[0]![0]).toBeCloseTo(4 / Math.hypot(4, 30), 12);
  });
  it('choose the token of each', () => {
    expect(pooled({ type: 'token' })).toEqual(both(1, 10, -5, 50));
    expect(pooled({ type: 'token', index: 1 })).toEqual(both(3, 40, -7, 80));
    expect(pooled({ type: 'token', index: 2 })).toEqual(both(8, 40, -9, 20));
    expect(pooled({ type: 'token', index: 'last' })).toEqual(both(8, 40, -9, 20));
    expect(pooled({ type: 'token', index: 'first' })).toEqual(both(1, 10, -5, 50));
  });
  it('shift each channel of each image by its own smallest token', () => {
    const lowest = [1, 10, -9, 20];
    const shift = { type: 'gem', p: 2, negatives: 'shift', eps: 1 } as const;
    // x - lowest + 1: 1, 3, 8 and 1, 31, 31; 5, 3, 1 and 31, 61, 1.
    expect(pooled(shift, { lowest })).toEqual(
      both(
        Math.sqrt((1 + 9 + 64) / 3) + 0,
        Math.sqrt((1 + 961 + 961) / 3) + 9,
        Math.sqrt((25 + 9 + 1) / 3) - 10,
        Math.sqrt((961 + 3721 + 1) / 3) + 19,
      ),
    );
  });
});

describe('what cannot be streamed says why', () => {
  const message = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      return `${(error as { code: string }).code} ${(error as Error).message}`;
    }
    return 'nothing was thrown';
  };

  it.each([
    [
      'spec gem: negatives "shift" needs the smallest token of the whole before the first is pooled, but lowest is missing. Stream { "type": "max" } over the negated tokens first, and give its negated result as lowest.',
      () => one([1], { type: 'gem', negatives: 'shift' }),
    ],
    [
      'spec gem: lowest belongs to negatives "shift", but it came without. Leave it out.',
      () => one([1], { type: 'gem' }, { lowest: [0] }),
    ],
    [
      'shape gem: lowest must hold 1 values for [batch, channels], but 2 came. Check shape [1, 1].',
      () => one([1], { type: 'gem', negatives: 'shift' }, { lowest: [0, 1] }),
    ],
    [
      'value gem: lowest must be at most every kept token, but -1 came at index 1 where lowest is 0. Let the first pass see every piece, with the same mask.',
      () => one([3, -1], { type: 'gem', negatives: 'shift' }, { lowest: [0] }),
    ],
    [
      'spec token: a stream knows positions from its start and its last token, but index -2 came. Use -1, "last" or a position from 0.',
      () => one([1], { type: 'token', index: -2 }),
    ],
    [
      'spec concat: it has several states. Stream each of its parts, and put their vectors together.',
      () => one([1], { type: 'concat', parts: [{ type: 'mean' }, { type: 'max' }] }),
    ],
    [
      'spec mix: it has several states. Stream each of its parts, and put their vectors together.',
      () =>
        one([1], {
          type: 'mix',
          parts: [
            { type: 'pyramid', combine: 'mean', part: { type: 'mean' } },
            { type: 'concat', parts: [{ type: 'mean' }] },
          ],
        }),
    ],
    [
      'spec pyramid: its regions need the whole grid. Stream each region by a mask of its own.',
      () => one([1], { type: 'pyramid', part: { type: 'regional', part: { type: 'mean' } } }),
    ],
    [
      'spec regional: its regions need the whole grid. Stream each region by a mask of its own.',
      () => one([1], { type: 'regional' }),
    ],
    [
      'spec positionWeightedMean: a piece does not know where its tokens stand. Stream { "type": "mean" } with the positions as weights.',
      () => one([1], { type: 'positionWeightedMean' }),
    ],
    [
      'spec mean: a state has no place for the matrix of a whitening. Stream without it, and whiten the pooled vector.',
      () => one([1], { type: 'mean', after: [{ whiten: 1 }] }),
    ],
    [
      'state token: every position may come once, but 0 came twice. Give each piece the number of tokens before it as from.',
      () => mergeStates([one([1], { type: 'token' }), one([2], { type: 'token' })]),
    ],
    [
      'value mean: from must be a whole number from 0, but -1 came. Give the number of tokens before this piece.',
      () => one([1], { type: 'mean' }, { from: -1 }),
    ],
    [
      'shape mean: mask must hold 1 values for [batch, tokens], but 2 came. Check shape [1, 1, 1].',
      () => one([1], { type: 'mean' }, { mask: [1, 0] }),
    ],
    [
      'state gem: states must agree in p to merge, but 3 and 4 came. Pool all pieces alike.',
      () => mergeStates([one([1], { type: 'gem', p: 3 }), one([2], { type: 'gem', p: 4 })]),
    ],
    [
      'state max: states must agree in channels to merge, but 1 and 2 came. Pool all pieces alike.',
      () =>
        mergeStates([
          one([1], { type: 'max' }),
          poolPiece({ data: [1, 2], shape: [1, 1, 2] }, { type: 'max' }),
        ]),
    ],
    [
      'state max: states must agree in batch to merge, but 1 and 2 came. Pool all pieces alike.',
      () =>
        mergeStates([
          one([1], { type: 'max' }),
          poolPiece({ data: [1, 2], shape: [2, 1, 1] }, { type: 'max' }),
        ]),
    ],
    [
      'state gem: states must agree in lowest to merge, but -3 and -4 came. Pool all pieces alike.',
      () =>
        mergeStates(
          [-3, -4].map((second) =>
            poolPiece(
              { data: [1, 2], shape: [1, 1, 2] },
              { type: 'gem', negatives: 'shift' },
              { lowest: [-2, second] },
            ),
          ),
        ),
    ],
    [
      'state mergeStates: at least one state must come. Start from emptyState(spec, shape).',
      () => mergeStates([]),
    ],
    [
      'shape max: batch must be a whole number from 0, but -1 came. Give the shape of what is pooled.',
      () => emptyState(parseSpec({ type: 'max' }), { batch: -1, channels: 1 }),
    ],
  ])('%s', (expected, run) => {
    expect(message(run)).toBe(expected);
  });
});
