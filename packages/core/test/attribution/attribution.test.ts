import { describe, expect, it } from 'vitest';
import { attributionArray, attributionMap, type PoolingSpecInput } from '../../src/index.ts';
import { column } from '../arrays.ts';
import { refusal } from '../refusal.ts';

const tokens = {
  data: [0.2, -1, 3, 0.5, 2, 1, 0.25, 4, 1.5, 2.5, 0.75, 0.1, 1, 3, 2, 5],
  shape: [1, 4, 4] as const,
};

describe('attribution', () => {
  it('averages over groups and over all channels, and sums to 1 at every level', () => {
    const { byChannel, byGroup, average } = attributionArray(tokens, { type: 'ggem', groups: 2, p: [1, 3] });
    for (const { weights } of [byChannel, byGroup, average]) {
      const [, count, n] = weights.shape;
      for (let k = 0; k < n; k++) {
        let sum = 0;
        for (let i = 0; i < count; i++) sum += weights.data[i * n + k]!;
        expect(sum).toBeCloseTo(1, 14);
      }
    }
    const [first, second] = byChannel.weights.data;
    expect(byGroup.weights.data[0]).toBeCloseTo((first! + second!) / 2, 15);
    expect(average.weights.data[0]).toBeCloseTo(
      (byGroup.weights.data[0]! + byGroup.weights.data[1]!) / 2,
      15,
    );
  });
  it('takes the groups of an interleaved ggem, or as many as asked for', () => {
    const spec = { type: 'ggem', groups: 2, layout: 'interleaved' } as const;
    const { byChannel, byGroup } = attributionArray(tokens, spec);
    expect(byGroup.weights.data[0]).toBeCloseTo(
      (byChannel.weights.data[0]! + byChannel.weights.data[2]!) / 2,
      15,
    );
    expect(attributionArray(tokens, { type: 'mean' }, { groups: 4 }).byGroup.weights.shape).toEqual([
      1, 4, 4,
    ]);
    expect(refusal(() => attributionArray(tokens, { type: 'mean' }, { groups: 3 }))).toBe(
      'shape | attribution: groups must divide channels, but 3 does not divide 4. Use a divisor.',
    );
  });
  it('counts the tokens in use: one for a class token, all for a mean, in between for a power mean', () => {
    const count = (spec: PoolingSpecInput, ...values: number[]) =>
      attributionArray(column(...values), spec).byChannel.effectiveTokens.data[0]!;
    expect(count({ type: 'token' }, 1, 2, 3)).toBe(1);
    expect(count({ type: 'mean' }, 1, 2, 3, 4, 5)).toBeCloseTo(5, 14);
    expect(count({ type: 'max' }, 1, 5, 5, 2)).toBeCloseTo(2, 14);
    // Weights 1/5 and 4/5: exp of their entropy is 5 / 4^(4/5).
    expect(count({ type: 'gem', p: 2 }, 1, 2)).toBeCloseTo(5 / 4 ** 0.8, 14);
  });
  it('uses no token of an image in which nothing is kept', () => {
    const { byChannel, average } = attributionArray(column(1, 2), { type: 'gem' }, { mask: [0, 0] });
    expect([...byChannel.weights.data, ...byChannel.effectiveTokens.data]).toEqual([0, 0, 0]);
    expect([...average.effectiveTokens.data]).toEqual([0]);
  });
});

describe('attributionMap', () => {
  it('lays the patches on their grid and leaves prefix tokens out', () => {
    const image = { data: [9, 9, 1, 2, 3, 4, 5, 6], shape: [1, 8, 1] as const };
    const { average } = attributionArray(image, { type: 'gem', p: 1, prefixTokens: 2 });
    expect([...attributionMap(average.weights, [2, 3])]).toEqual(
      [1, 2, 3, 4, 5, 6].map((x) => expect.closeTo(x / 21, 14)),
    );
  });
  it('gives a map for each group', () => {
    const image = { data: [1, 4, 3, 4], shape: [1, 2, 2] as const };
    const { byGroup } = attributionArray(image, { type: 'ggem', groups: 2, p: 1 });
    expect([...attributionMap(byGroup.weights, [1, 2])]).toEqual([0.25, 0.75, 0.5, 0.5]);
  });
  it('refuses a grid with more places than tokens', () => {
    const { average } = attributionArray(column(1, 2, 3), { type: 'mean' });
    expect(refusal(() => attributionMap(average.weights, [2, 2]))).toBe(
      'shape | attribution: grid must have at most as many places as there are tokens, 3, but 2 × 2 came. Give [height, width] in patches.',
    );
  });
  it('refuses sides that are no whole numbers from 1', () => {
    const { average } = attributionArray(column(1, 2, 3, 4), { type: 'mean' });
    for (const grid of [
      [1.5, 2],
      [2, 1.5],
      [0, 2],
      [2, 0],
      [-1, -2],
      [Number.NaN, 1],
    ] as const) {
      expect(refusal(() => attributionMap(average.weights, grid))).toBe(
        `shape | attribution: grid must have at most as many places as there are tokens, 4, but ${grid[0]} × ${grid[1]} came. Give [height, width] in patches.`,
      );
    }
    expect([...attributionMap(average.weights, [1, 1])]).toEqual([0.25]);
    expect([...attributionMap(average.weights, [2, 2])]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });
  it('refuses groups that do not divide the channels', () => {
    for (const groups of [0, -2, 1.5, 3, 8]) {
      expect(refusal(() => attributionArray(tokens, { type: 'mean' }, { groups }))).toBe(
        `shape | attribution: groups must divide channels, but ${groups} does not divide 4. Use a divisor.`,
      );
    }
  });
});

describe('attribution of images', () => {
  it('is that of the tokens row by row, in both layouts', () => {
    // Two channels of 2 × 3 places.
    const last = { data: [1, 7, 2, 8, 3, 9, 4, 10, 5, 11, 6, 12], shape: [1, 2, 3, 2] };
    const first = { data: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], shape: [1, 2, 2, 3] };
    const spec = { type: 'pyramid', levels: [1, 2], combine: 'mean' } as const;
    const asTokens = attributionArray({ ...last, shape: [1, 6, 2] }, { ...spec, grid: [2, 3] });
    expect(attributionArray(last, spec)).toEqual(asTokens);
    expect(attributionArray(first, spec, { dataFormat: 'channelsFirst' })).toEqual(asTokens);
  });
  it('has a group for each head of an attention', () => {
    const parameters = { query: [1, -2, 0.5, 3] };
    const { byGroup } = attributionArray(tokens, { type: 'attention', heads: 2 }, { parameters });
    expect(byGroup.weights.shape).toEqual([1, 4, 2]);
  });
});
