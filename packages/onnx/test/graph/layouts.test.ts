import {
  type DataFormat,
  type PoolingSpecInput,
  poolArray,
  poolArrayGradient,
  poolingWeightsArray,
} from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { type PoolingModelOptions, poolingGradientModel, poolingModel } from '../../src/index.ts';
import { expectClose } from '../edit/expectClose.ts';
import { numbers, runModel } from '../edit/runModel.ts';

const [batch, height, width, channels] = [2, 3, 4, 6];
const count = height * width;
/** The same tokens as those of a volume. */
const sides = [2, 2, 3] as const;
const specs: readonly PoolingSpecInput[] = [
  { type: 'ggem', groups: 3, negatives: 'shift' },
  { type: 'max' },
  { type: 'lse' },
  { type: 'positionWeightedMean' },
  { type: 'regional' },
];

/** `[batch, rows, columns]` to `[batch, columns, rows]`, by hand. */
function swapped(data: ArrayLike<number>, rows: number, columns: number): Float64Array {
  return Float64Array.from({ length: data.length }, (_, i) => {
    const [image, place] = [Math.floor(i / (rows * columns)), i % (rows * columns)];
    return data[image * rows * columns + (place % rows) * columns + Math.floor(place / rows)]!;
  });
}

interface Lie {
  readonly dataFormat: DataFormat;
  readonly image: PoolingModelOptions['image'];
  readonly shape: readonly number[];
  readonly kept: readonly number[];
}

const lies: readonly Lie[] = [
  { dataFormat: 'channelsFirst', image: false, shape: [batch, channels, count], kept: [batch, channels, 1] },
  {
    dataFormat: 'channelsFirst',
    image: [height, width],
    shape: [batch, channels, height, width],
    kept: [batch, channels, 1, 1],
  },
  {
    dataFormat: 'channelsFirst',
    image: true,
    shape: [batch, channels, height, width],
    kept: [batch, channels, 1, 1],
  },
  {
    dataFormat: 'channelsLast',
    image: true,
    shape: [batch, height, width, channels],
    kept: [batch, 1, 1, channels],
  },
  {
    dataFormat: 'channelsLast',
    image: [height, width],
    shape: [batch, height, width, channels],
    kept: [batch, 1, 1, channels],
  },
  {
    dataFormat: 'channelsFirst',
    image: 'volume',
    shape: [batch, channels, ...sides],
    kept: [batch, channels, 1, 1, 1],
  },
  {
    dataFormat: 'channelsLast',
    image: 'volume',
    shape: [batch, ...sides, channels],
    kept: [batch, 1, 1, 1, channels],
  },
  {
    dataFormat: 'channelsFirst',
    image: sides,
    shape: [batch, channels, ...sides],
    kept: [batch, channels, 1, 1, 1],
  },
  {
    dataFormat: 'channelsLast',
    image: sides,
    shape: [batch, ...sides, channels],
    kept: [batch, 1, 1, 1, channels],
  },
  { dataFormat: 'channelsLast', image: false, shape: [batch, count, channels], kept: [batch, 1, channels] },
];

describe.each(specs)('$type over other layouts', (given) => {
  const grid = given.type === 'regional' ? { grid: [height, width] as const } : {};
  const spec = { ...given, ...grid };

  it.each(lies)('pools $layout, image $image, and gives gradients laid out alike', async (lie) => {
    const { dataFormat, image, shape, kept } = lie;
    const isFirst = dataFormat === 'channelsFirst';
    const x = numbers(batch, count, channels);
    const laid = isFirst ? swapped(x.data, count, channels) : x.data;
    const tokens = { data: laid, shape };
    const mask = Float32Array.from({ length: batch * count }, (_, i) => Number(i % 5 !== 1));
    const weights = Float32Array.from({ length: batch * count }, (_, i) => 0.5 + (i % 3));
    const perToken = isFirst ? [batch, ...shape.slice(2)] : shape.slice(0, -1);
    const inputs = {
      tokens,
      mask: { data: mask, shape: perToken },
      token_weights: { data: weights, shape: perToken },
    };
    const options = {
      channels,
      dataFormat,
      image,
      keepDims: true,
      mask: 'float32',
      tokenWeights: true,
    } as const;
    const model = poolingModel(spec, { ...options, poolingWeights: true });
    expect(checkModel(model)).toEqual([]);
    const { pooled, pooling_weights: poolingWeights } = await runModel(model, inputs);
    const reference = { data: x.data, shape: [batch, count, channels] };
    expect(pooled!.shape).toEqual(kept);
    expectClose(pooled!.data, poolArray(reference, spec, { mask, tokenWeights: weights }), 1e-6);
    expect(poolingWeights!.shape.slice(0, 2)).toEqual([batch, count]);
    expectClose(
      poolingWeights!.data,
      poolingWeightsArray(reference, spec, { mask, tokenWeights: weights }),
      2e-6,
    );

    const dy = numbers(...kept);
    const gradient = poolingGradientModel(spec, { ...options, parameters: 'baked' });
    expect(checkModel(gradient)).toEqual([]);
    const { tokens_gradient: dx } = await runModel(gradient, { ...inputs, pooled_gradient: dy });
    const expected = poolArrayGradient(reference, spec, dy.data, { mask, tokenWeights: weights }).tokens;
    expect(dx!.shape).toEqual(shape);
    expectClose(dx!.data, isFirst ? swapped(expected, count, channels) : expected, 2e-6);
  });
});

describe('poolingModel over images', () => {
  it('knows where the tokens of an image lie, for a pooling over regions', async () => {
    const tokens = numbers(batch, height, width, channels);
    const model = poolingModel({ type: 'regional' }, { channels, image: [height, width] });
    const { pooled } = await runModel(model, { tokens });
    const spec = { type: 'regional', grid: [height, width] } as const;
    expectClose(pooled!.data, poolArray({ ...tokens, shape: [batch, count, channels] }, spec), 1e-6);
  });

  it('takes images of any size with one model', async () => {
    const model = poolingModel({ type: 'mean' }, { channels, image: true });
    for (const [h, w] of [
      [1, 1],
      [5, 2],
    ] as const) {
      const tokens = numbers(batch, h, w, channels);
      const { pooled } = await runModel(model, { tokens });
      expect(pooled!.shape).toEqual([batch, channels]);
      expectClose(
        pooled!.data,
        poolArray({ ...tokens, shape: [batch, h * w, channels] }, { type: 'mean' }),
        1e-6,
      );
    }
  });

  it('refuses prefix tokens of an image, a grid that nobody knows, and an unknown layout', () => {
    expect(() => poolingModel({ type: 'mean', prefixTokens: 1 }, { channels, image: true })).toThrow(
      'mean: prefixTokens must be 0 for an image, which has none, but 1 came. Give tokens as [batch, tokens, channels].',
    );
    expect(() => poolingModel({ type: 'regional' }, { channels, image: true })).toThrow(
      'regional: grid must say how the tokens lie, but neither spec nor input has one. Give grid: [height, width].',
    );
    const threeSides = (lengths: string): string =>
      `regional: grid must have two sides, since the regions are rectangles, but the input has three, [${lengths}]. Give grid: [height, width].`;
    expect(() => poolingModel({ type: 'regional' }, { channels, image: sides })).toThrow(
      threeSides('2, 2, 3'),
    );
    expect(() => poolingModel({ type: 'regional' }, { channels, image: 'volume' })).toThrow(
      threeSides('1, 1, 1'),
    );
    expect(() => poolingModel({ type: 'mean', prefixTokens: 1 }, { channels, image: 'volume' })).toThrow(
      'mean: prefixTokens must be 0 for a volume, which has none, but 1 came. Give tokens as [batch, tokens, channels].',
    );
    expect(() =>
      poolingModel({ type: 'mean' }, { channels, dataFormat: 'first' as 'channelsFirst' }),
    ).toThrow('mean: dataFormat must be "channelsLast" or "channelsFirst", but "first" came.');
  });
});
