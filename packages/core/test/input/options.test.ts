import { describe, expect, it } from 'vitest';
import {
  attributionArray,
  hessianVectorArray,
  negativesReport,
  PoolingStream,
  poolArray,
  poolArrayGradient,
  poolingWeightsArray,
  poolPiece,
  poolRaggedArray,
} from '../../src/index.ts';
import { refusal } from '../refusal.ts';

const tokens = { data: [1, 3], shape: [1, 2, 1] };
const ragged = { data: [1, 3], channels: 1, offsets: [0, 2] };
const mean = { type: 'mean' } as const;
const gem = { type: 'gem' } as const;
const masks: object = { masks: [1, 0] };
const known = 'Known options: mask, tokenWeights, parameters';

describe('an option that is not known', () => {
  it.each([
    ['pooling', () => poolArray(tokens, mean, masks), 'mean', `${known}, dataFormat.`],
    ['weights', () => poolingWeightsArray(tokens, mean, masks), 'mean', `${known}, dataFormat.`],
    ['a gradient', () => poolArrayGradient(tokens, mean, [1], masks), 'mean', `${known}, dataFormat.`],
    ['attribution', () => attributionArray(tokens, mean, masks), 'mean', `${known}, dataFormat, groups.`],
    [
      'a second derivative',
      () => hessianVectorArray(tokens, mean, [1], {}, masks),
      'mean',
      `${known}, dataFormat.`,
    ],
    ['a ragged batch', () => poolRaggedArray(ragged, mean, masks), 'mean', `${known}.`],
    ['a piece', () => poolPiece(tokens, mean, masks), 'mean', `${known}, from, lowest, pool.`],
    [
      'a stream',
      () => new PoolingStream(mean, { batch: 1, channels: 1 }).add(tokens, masks),
      'mean',
      'Known options: mask, tokenWeights.',
    ],
    ['a report', () => negativesReport(tokens, gem, masks), 'negativesReport', `${known}, dataFormat.`],
  ])('is refused by %s, with the one that was meant', (_, act, operation, list) => {
    expect(refusal(act)).toBe(`value | ${operation}: unknown option "masks". Did you mean "mask"? ${list}`);
  });

  it('is refused in the shape of a stream', () => {
    const shape = { batch: 1, channels: 1, low: [1] };
    expect(refusal(() => new PoolingStream(mean, shape))).toBe(
      'value | mean: unknown option "low". Did you mean "lowest"? Known options: batch, channels, lowest, parameters.',
    );
  });

  it('is left out where it has no value', () => {
    expect([...poolArray(tokens, mean, { masks: undefined } as object)]).toEqual([2]);
  });
});

describe('null', () => {
  it('is refused as an option, and as a parameter', () => {
    expect(refusal(() => poolArray(tokens, mean, { mask: null as never }))).toBe(
      'value | mean: mask must have a value, but null came. Leave it out.',
    );
    expect(refusal(() => poolArray(tokens, gem, { parameters: { p: null as never } }))).toBe(
      'value | gem: p must be numbers: an array, a typed array, arrays in arrays, or a tensor { type, data, dims }, but null came. Take the numbers out of it first.',
    );
  });
});

describe('options that are none', () => {
  it.each([
    ['an array', [1, 0], '[1, 0]'],
    ['a typed array', Float32Array.of(1, 0), 'an array'],
    ['null', null, 'null'],
    ['a text', 'mask', '"mask"'],
  ])('as %s are refused as a whole', (_, options, shown) => {
    expect(refusal(() => poolArray(tokens, mean, options as never))).toBe(
      `value | mean: options must be an object, but ${shown} came. Give such as { mask }.`,
    );
  });
});
