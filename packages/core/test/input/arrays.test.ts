import { describe, expect, it } from 'vitest';
import {
  type ArrayTokens,
  attributionArray,
  hessianVectorArray,
  negativesReport,
  outputShape,
  PoolingStream,
  parseSpec,
  poolArray,
  poolArrayGradient,
  poolingWeightsArray,
  poolRaggedArray,
} from '../../src/index.ts';
import { refusal } from '../refusal.ts';

// By hand: tokens 1, 3, 5 and 2, 4, 6 of two images of one channel, in float16 bits (IEEE 754-2008, binary16).
const halves = Uint16Array.of(0x3c00, 0x4200, 0x4500, 0x4000, 0x4400, 0x4600);
const tokens = { type: 'float16', data: halves, dims: [2, 3, 1] };
const mask = { type: 'int64', data: BigInt64Array.of(1n, 1n, 0n, 0n, 1n, 1n), dims: [2, 3] };
const mean = { type: 'mean' } as const;

describe('tensors as they are', () => {
  it('are pooled, weighed, differentiated and attributed', () => {
    expect([...poolArray(tokens, mean, { mask })]).toEqual([2, 5]);
    expect([...poolingWeightsArray(tokens, mean, { mask })]).toEqual([0.5, 0.5, 0, 0, 0.5, 0.5]);
    const dy = { type: 'float32', data: Float32Array.of(2, 4), dims: [2, 1] };
    expect([...poolArrayGradient(tokens, mean, dy, { mask }).tokens]).toEqual([1, 1, 0, 0, 2, 2]);
    const along = {
      tokens: [
        [[1], [0], [0]],
        [[0], [0], [0]],
      ],
    };
    expect([...hessianVectorArray(tokens, mean, dy, along, { mask }).tokens]).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...attributionArray(tokens, mean, { mask }).average.effectiveTokens.data]).toEqual([2, 2]);
    expect(negativesReport(tokens, { type: 'gem' }, { mask })).toMatchObject({ values: 4, below: 0 });
  });
  it('may be a mask in 16 bits, which are whole numbers there, but not weights, which may be float16', () => {
    const two = { data: [1, 5], shape: [1, 2, 1] };
    const bits = Uint16Array.of(0, 1);
    expect([...poolArray(two, mean, { mask: bits })]).toEqual([5]);
    expect(refusal(() => poolArray(two, mean, { tokenWeights: bits }))).toMatch(
      /^value \| mean: tokenWeights must say what its 16 bits are/,
    );
  });
  it('come in pieces', () => {
    const stream = new PoolingStream(mean, { batch: 1, channels: 1 });
    stream.add(
      { type: 'float16', data: halves.slice(0, 3), dims: [1, 3, 1] },
      { mask: [[true, true, false]] },
    );
    stream.add([[[6]]]);
    expect([...stream.pooled()]).toEqual([expect.closeTo(10 / 3, 14)]);
    expect(refusal(() => stream.add({ data: halves, shape: [1, 6, 1] }))).toMatch(
      /must say what its 16 bits are/,
    );
    expect(refusal(() => stream.add([1, 2]))).toBe(
      'shape | mean: tokens must have shape [batch, tokens, channels], but [2] came. Reshape or expand them.',
    );
  });
  it('come in pieces as they are to a pooling that is given', () => {
    const seen: unknown[] = [];
    const pool = ({ data }: ArrayTokens) => {
      seen.push(data);
      return [7];
    };
    const stream = new PoolingStream(mean, { batch: 1, channels: 1 }, { pool });
    const data = halves.slice(0, 3);
    stream.add({ data, shape: [1, 3, 1] });
    expect(seen[0]).toBe(data);
    expect([...stream.pooled()]).toEqual([7]);
  });
  it('lie one after another', () => {
    const ragged = { data: { ...tokens, dims: [6, 1] }, channels: 1, offsets: BigInt64Array.of(0n, 1n, 6n) };
    expect([...poolRaggedArray(ragged, mean)]).toEqual([1, 4]);
    expect([...poolRaggedArray(ragged, mean, { mask: [true, true, true, false, false, false] })]).toEqual([
      1, 4,
    ]);
    expect(refusal(() => poolRaggedArray({ ...ragged, data: [[1, 2, 3]] }, mean))).toBe(
      'shape | mean: tokens must have shape [total, channels] = [3, 1], but [1, 3] came. Reshape them.',
    );
  });
  it('of images have masks in rows, whatever the layout', () => {
    const image = { data: [1, 2, 3, 4, 5, 6, 7, 8], shape: [1, 2, 2, 2] };
    const rows = [
      [
        [1, 0],
        [0, 1],
      ],
    ];
    expect([...poolArray(image, mean, { mask: rows })]).toEqual([4, 5]);
    expect([...poolArray(image, mean, { mask: rows, dataFormat: 'channelsFirst' })]).toEqual([2.5, 6.5]);
  });
  it('of volumes have masks in slices, whatever the layout', () => {
    const volume = { data: [1, 2, 3, 4, 5, 6, 7, 8], shape: [1, 2, 2, 1, 2] };
    const first = { data: [1, 3, 5, 7, 2, 4, 6, 8], shape: [1, 2, 2, 2, 1] };
    const slices = [
      [
        [[1], [0]],
        [[0], [1]],
      ],
    ];
    expect([...poolArray(volume, mean, { mask: slices })]).toEqual([4, 5]);
    expect([...poolArray(first, mean, { mask: slices, dataFormat: 'channelsFirst' })]).toEqual([4, 5]);
    const dy = { data: [2, 4], shape: [1, 2, 1, 1, 1] };
    const gradient = poolArrayGradient(first, mean, dy, { mask: slices, dataFormat: 'channelsFirst' });
    expect([...gradient.tokens]).toEqual([1, 0, 0, 1, 2, 0, 0, 2]);
    expect([...poolingWeightsArray(first, mean, { mask: slices, dataFormat: 'channelsFirst' })]).toEqual([
      0.5, 0.5, 0, 0, 0, 0, 0.5, 0.5,
    ]);
  });
  it('of a volume have no rectangles, unless the spec says how they lie', () => {
    const volume = { data: [1, 2, 3, 4, 5, 6, 7, 8], shape: [1, 2, 2, 2, 1] };
    const pyramid = { type: 'pyramid', levels: [2] } as const;
    expect(refusal(() => poolArray(volume, pyramid))).toBe(
      'shape | pyramid: grid must have two sides, since the regions are rectangles, but the input has three, [2, 2, 2]. Give grid: [height, width].',
    );
    expect(
      refusal(() => poolArray(volume, { type: 'mix', parts: [mean, { ...pyramid, combine: 'mean' }] })),
    ).toMatch(/^shape \| mix: parts\.1: .*must have two sides/);
    expect([...poolArray(volume, { ...pyramid, grid: [4, 2] })]).toEqual([3, 4, 7, 8]);
    expect(
      outputShape(parseSpec(mean), [2, 5, 3, 4, 4], { dataFormat: 'channelsFirst', keepDims: true }),
    ).toEqual([2, 5, 1, 1, 1]);
  });
  it.each([[[4, 2]], [[1, 1, 2, 2, 1, 2]]])('of %j axes are refused', (shape) => {
    const words =
      '[batch, channels, tokens], [batch, channels, height, width] or [batch, channels, depth, height, width]';
    expect(
      refusal(() =>
        poolArray({ data: [1, 2, 3, 4, 5, 6, 7, 8], shape }, mean, { dataFormat: 'channelsFirst' }),
      ),
    ).toBe(
      `shape | mean: tokens must have shape ${words}, but [${shape.join(', ')}] came. Reshape or expand them.`,
    );
  });
  it('of another shape than the tokens are refused', () => {
    expect(refusal(() => poolArray(tokens, mean, { mask: { ...mask, dims: [3, 2] } }))).toBe(
      'shape | mean: mask must have shape [batch, tokens] = [2, 3], but [3, 2] came. Count prefix tokens too.',
    );
    expect(refusal(() => poolArrayGradient(tokens, mean, [[1, 2]]))).toBe(
      'shape | mean: dy must have shape [batch, outputChannels] = [2, 1], but [1, 2] came. Give one value for each pooled one.',
    );
    expect(refusal(() => poolArray([1, 2, 3], mean))).toBe(
      'shape | mean: tokens must say their shape, but 3 values in one row came. Give { data, shape }, or arrays in arrays.',
    );
  });
});
