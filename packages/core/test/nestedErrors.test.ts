import { describe, expect, it } from 'vitest';
import { checkShapes, GgemError, type PoolingSpecInput, parseSpec, poolArray } from '../src/index.ts';
import { column } from './arrays.ts';

describe('errors of nested specs', () => {
  const parts = (...list: unknown[]) => ({ type: 'mix', parts: list }) as unknown as PoolingSpecInput;
  it.each([
    [{ type: 'mix' }, 'mix: parts must be a list of at least one pooling, but undefined came.'],
    [parts(), 'mix: parts must be a list of at least one pooling, but [] came.'],
    [
      parts({ type: 'gem', p: 'x' }),
      'mix: parts.0: gem: p must be a number, "inf" or "-inf", but "x" came. The paper starts at 3.',
    ],
    [
      { type: 'concat', parts: [{ type: 'max' }, parts({ type: 'gemm' })] },
      'concat: parts.1: mix: parts.0: pooling: type must be one of token, mean, max, gem, ggem, lse, meanSqrtLen, positionWeightedMean, attention, topK, mix, concat, regional, pyramid, but "gemm" came. Did you mean "gem"?',
    ],
    [
      { ...parts({ type: 'mean' }), weights: [1, 2] },
      'mix: weights must have one entry a part, but 2 came for 1 parts. Leave them out for the mean of the parts.',
    ],
    [
      { type: 'lse', r: Number.NaN },
      'lse: r must be a number, "inf" or "-inf", but NaN came. 0 is the mean, "inf" the maximum.',
    ],
    [
      { type: 'lse', r: 'inf', trainable: true },
      'lse: a trainable r must be finite, but "inf" came. Leave trainable out or set it to false.',
    ],
    [
      { type: 'lse', r: 2, range: [3, null] },
      'lse: r must start strictly inside range [3, null], but 2 came. Move r or widen the range.',
    ],
    [
      { type: 'attention', heads: 0 },
      'attention: heads must be a whole number from 1, but 0 came. It must divide the channels.',
    ],
    [
      { type: 'ggem', groups: 2, p: [1, 'x'] },
      'ggem: p.1 must be a number, "inf" or "-inf", but "x" came. The paper starts at 3.',
    ],
    [
      { type: 'mean', after: [{ whiten: 1.5 }] },
      'mean: after.0.whiten must be a whole number from 1: how many channels come out, but 1.5 came.',
    ],
    [{ type: 'mean', after: ['l3'] }, 'mean: after.0 must be "l2" or { whiten: channels }, but "l3" came.'],
    [
      { type: 'mean', after: 'l2' },
      'mean: after must be a list of steps, but "l2" came. Use ["l2"] to normalise the pooled vector.',
    ],
    [
      { type: 'regional', grid: [3] },
      'regional: grid must be [height, width] in tokens, such as [14, 14], but [3] came.',
    ],
    [
      { type: 'regional', levels: 0 },
      'regional: levels must be a whole number from 1, but 0 came. R-MAC uses 3.',
    ],
    [
      { type: 'pyramid', levels: [] },
      'pyramid: levels must be a list of whole numbers from 1, such as [1, 2, 4], but [] came.',
    ],
    [{ type: 'pyramid', combine: 'sum' }, 'pyramid: combine must be "concat" or "mean", but "sum" came.'],
  ])('%j', (spec, message) => {
    expect(() => parseSpec(spec as never)).toThrow(new GgemError('spec', message));
  });

  it.each([
    [
      { type: 'attention', heads: 3 },
      'attention: heads must divide channels, but 3 does not divide 4. Use a divisor such as 1, 2 or 4.',
    ],
    [
      parts({ type: 'mean' }, { type: 'concat', parts: [{ type: 'max' }, { type: 'mean' }] }),
      'mix: parts must give as many channels as the first, 4, but parts.1 gives 8. Use concat.',
    ],
    [
      { type: 'mean', after: [{ whiten: 5 }] },
      'mean: after.0 must not whiten to more channels than the 4 that come to it, but 5 came. Use 4 or fewer.',
    ],
    [
      { type: 'regional', grid: [2, 4] },
      'regional: grid must hold the tokens after the prefix, 6, but 2 by 4 came. Give [height, width] in tokens.',
    ],
    [
      { type: 'pyramid' },
      'pyramid: grid must say how the tokens lie, but neither spec nor input has one. Give grid: [height, width].',
    ],
    [
      parts({ type: 'token', index: 6 }),
      'mix: parts.0: token: index must lie in -6..5 for 6 tokens, but 6 came. Use 0 for the class token.',
    ],
    [
      { type: 'regional', grid: [2, 3], part: { type: 'ggem', groups: 3 } },
      'regional: part: ggem: groups must divide channels, but 3 does not divide 4. Use a divisor such as 1, 2 or 4.',
    ],
  ])('%j on six tokens with four channels', (spec, message) => {
    const parsed = parseSpec(spec as never);
    expect(() => checkShapes(parsed, { tokens: [1, 6, 4] })).toThrow(new GgemError('shape', message));
  });

  it('names a parameter that a nested spec does not have, and the shape of one that it has', () => {
    const spec = parts({ type: 'gem' });
    expect(() => poolArray(column(1, 2), spec, { parameters: { p: [1] } })).toThrow(
      'mix: unknown parameter "p". Known: weights, parts.0.p.',
    );
    expect(() => poolArray(column(1, 2), spec, { parameters: { 'parts.0.p': [1, 2] } })).toThrow(
      'mix: parts.0.p must have shape [groups] = [1], but [2] came. Reshape it.',
    );
  });

  it('refuses negative tokens where a part does', () => {
    const spec = parts({ type: 'gem', negatives: 'error', prefixTokens: 1 });
    expect(() => poolArray(column(-1, 2), spec)).not.toThrow();
    expect(() => poolArray(column(-1, 2, -3), spec)).toThrow(
      'mix: tokens must not be negative under negatives: "error", but -3 came at index 2. Use "clamp", "shift" or "abs".',
    );
  });
});
