import { describe, expect, it } from 'vitest';
import {
  hessianVectorArray,
  negativesReport,
  type PoolingSpecInput,
  PoolingStream,
  parseSpec,
  poolArray,
  poolArrayGradient,
  poolingWeightsArray,
} from '../../src/index.ts';
import { refusal } from '../refusal.ts';

// Three images, by hand: two tokens after a prefix of two, with padding on the left; the same with padding on the right; and
// an image that has nothing but its prefix.
const tokens = { data: [9, 9, 1, 2, 3, 5, 4, 5, 6, 8, 9, 9, 9, 9, 9, 9, 7, 8], shape: [3, 6, 1] } as const;
const mask = [0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1];
const fromKept = { prefixTokens: 2, countFrom: 'firstKept' } as const;
const mean: PoolingSpecInput = { type: 'mean', ...fromKept };

describe('a prefix that counts from the first kept token', () => {
  it('is left out on whichever side the padding is', () => {
    expect([...poolArray(tokens, mean, { mask })]).toEqual([4, 7, 0]);
    expect([...poolArray(tokens, { ...mean, countFrom: 'start' }, { mask })]).toEqual([2.75, 7, 7.5]);
    const w = [0, 0, 0, 0, 0.5, 0.5, 0, 0, 0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0];
    expect([...poolingWeightsArray(tokens, mean, { mask })]).toEqual(w);
    const { tokens: dx } = poolArrayGradient(tokens, mean, [2, 4, 6], { mask });
    expect([...dx]).toEqual(w.map((one, i) => one * 2 * (i < 6 ? 1 : 2)));
  });
  it('counts tokens of weight 0 as dropped, and holes as tokens', () => {
    const one = { data: [9, 1, 2, 3, 5], shape: [1, 5, 1] } as const;
    expect([...poolArray(one, mean, { tokenWeights: [0, 1, 1, 1, 3] })]).toEqual([4.5]);
    expect([...poolArray(one, mean, { mask: [0, 1, 0, 1, 1] })]).toEqual([4]);
  });
  it('is the first tokens where nothing is dropped', () => {
    expect([...poolArray(tokens, mean)]).toEqual([2.75, 8, 8.25]);
  });
  it('narrows what its parts see, and they count from what is left', () => {
    const parts = [
      { type: 'token', index: 'first' },
      { type: 'mean', prefixTokens: 1, countFrom: 'firstKept' },
      { type: 'max' },
    ] as const;
    const pooled = poolArray(tokens, { type: 'concat', parts, ...fromKept }, { mask });
    expect([...pooled]).toEqual([3, 5, 5, 6, 8, 8, 0, 0, 0]);
  });
  it('leaves second derivatives as they are without the padding', () => {
    const spec: PoolingSpecInput = { type: 'gem', p: 3, ...fromKept };
    const padded = { data: tokens.data.slice(0, 6), shape: [1, 6, 1] } as const;
    const alone = { data: tokens.data.slice(2, 6), shape: [1, 4, 1] } as const;
    const moved = { tokens: [0, 0, 0, 0, 1, -2] };
    const found = hessianVectorArray(padded, spec, [1], moved, { mask: mask.slice(0, 6) }).tokens;
    const wanted = hessianVectorArray(alone, spec, [1], { tokens: [0, 0, 1, -2] }).tokens;
    expect([...found]).toEqual([0, 0, ...wanted]);
  });
});

it('positions count from the first kept token too', () => {
  const spec = { type: 'positionWeightedMean', countFrom: 'firstKept' } as const;
  const pooled = poolArray(tokens, spec, { mask });
  expect([...pooled]).toEqual(
    [(1 + 2 * 2 + 3 * 3 + 4 * 5) / 10, (4 + 2 * 5 + 3 * 6 + 4 * 8) / 10, (7 + 2 * 8) / 3].map((y) =>
      expect.closeTo(y, 14),
    ),
  );
  expect([...poolArray(tokens, { ...spec, ...fromKept }, { mask })]).toEqual(
    [(3 + 2 * 5) / 3, (6 + 2 * 8) / 3, 0].map((y) => expect.closeTo(y, 14)),
  );
  // One kept token, and none: no position is 0.
  const single = { data: [5, 6], shape: [2, 1, 1] } as const;
  expect([...poolArray(single, spec, { mask: [1, 0] })]).toEqual([5, 0]);
});

describe('what looks at tokens on the host counts alike', () => {
  it('a negative prefix is no error after padding', () => {
    const data = [-1, 9, -2, -3, 4, 5];
    const one = { data, shape: [1, 6, 1] } as const;
    const spec: PoolingSpecInput = { type: 'gem', p: 1, negatives: 'error', ...fromKept };
    const given = { mask: [0, 0, 1, 1, 1, 1] };
    expect([...poolArray(one, spec, given)]).toEqual([4.5]);
    expect(refusal(() => poolArray(one, { ...spec, prefixTokens: 1 }, given))).toBe(
      'value | gem: tokens must not be negative under negatives: "error", but -3 came at index 3. Use "clamp", "shift" or "abs".',
    );
    const two = { data: [...data, ...data], shape: [2, 6, 1] } as const;
    const padded = { mask: [1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 1] };
    expect([...poolArray(two, spec, padded)]).toEqual([4.5, 4.5]);
    expect(refusal(() => poolArray(two, { ...spec, prefixTokens: 1 }, padded))).toBe(
      'value | gem: tokens must not be negative under negatives: "error", but -3 came at index 9. Use "clamp", "shift" or "abs".',
    );
    const inside: PoolingSpecInput = { type: 'concat', parts: [{ ...spec, prefixTokens: 1 }], ...fromKept };
    expect([...poolArray(one, { ...inside, prefixTokens: 1 }, given)]).toEqual([4.5]);
    expect(negativesReport(one, { ...spec, negatives: 'clamp' }, given)).toMatchObject({
      values: 2,
      negative: 0,
    });
  });
});

describe('countFrom is refused', () => {
  it.each([
    [
      { type: 'mean', countFrom: 'end' },
      'spec | mean: countFrom must be "start" or "firstKept", but "end" came.',
    ],
    [
      { type: 'regional', countFrom: 'firstKept' },
      'spec | regional: countFrom must be "start": a grid has no padding before it, but "firstKept" came. Leave it out.',
    ],
    [
      { type: 'pyramid', countFrom: 'firstKept' },
      'spec | pyramid: countFrom must be "start": a grid has no padding before it, but "firstKept" came. Leave it out.',
    ],
  ])('%j', (spec, message) => {
    expect(refusal(() => parseSpec(spec as PoolingSpecInput))).toBe(message);
  });
  it('in pieces, unless there is no prefix', () => {
    const stream = (spec: PoolingSpecInput) => new PoolingStream(spec, { batch: 1, channels: 1 });
    expect(refusal(() => stream(mean))).toBe(
      'spec | mean: a piece does not know whether the first kept token of the whole is in it, so that countFrom "firstKept" has no place to count from. Drop the prefix by the mask.',
    );
    const pooled = stream({ type: 'mean', countFrom: 'firstKept' });
    pooled.add([[[1], [3]]], { mask: [0, 1] });
    expect([...pooled.pooled()]).toEqual([3]);
  });
  it('with a prefix that leaves no token', () => {
    expect(refusal(() => poolArray(tokens, { ...mean, prefixTokens: 6 }, { mask }))).toMatch(
      /prefixTokens must leave a token to pool, but 6 of 6/,
    );
  });
});
