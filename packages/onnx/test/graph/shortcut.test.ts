import { type PoolingSpecInput, poolArray } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { attachPooling, opsets, type PoolingModelOptions, poolingModel } from '../../src/index.ts';
import { expectClose } from '../edit/expectClose.ts';
import { info, modelBytes, node } from '../edit/models.ts';
import { numbers, runModel } from '../edit/runModel.ts';

const channels = 6;
const specs: readonly PoolingSpecInput[] = [
  { type: 'gem' },
  { type: 'gem', p: 2, prefixTokens: 1 },
  { type: 'gem', p: -2 },
  { type: 'gem', p: 40 },
  { type: 'ggem', groups: 3, p: [3, 2.5, 0.7] },
  { type: 'ggem', groups: 2, p: [3, 4], layout: 'interleaved', after: ['l2'] },
];
const ordinary: { readonly data: Float32Array; readonly shape: readonly number[] } = numbers(2, 5, channels);

/** The same tokens, some of them changed in the first channel of the first image. */
function changed(change: (value: number, i: number) => number): typeof ordinary {
  return { shape: ordinary.shape, data: ordinary.data.map(change) };
}

/** Tokens for which the plain formula is exact enough, and tokens for which it is not. */
const tokens: Readonly<Record<string, typeof ordinary>> = {
  ordinary,
  huge: changed((value) => value * 1e20),
  'huge in one image': changed((value, i) => (i < 5 * channels ? value * 1e20 : value)),
  'all below eps': changed((value) => -Math.abs(value)),
  'near eps': changed((value) => Math.abs(value) * 1e-6),
  'NaN in one': changed((value, i) => (i === 13 ? Number.NaN : value)),
  '∞ in one': changed((value, i) => (i === 13 ? Number.POSITIVE_INFINITY : value)),
  '-∞ in one': changed((value, i) => (i === 13 ? Number.NEGATIVE_INFINITY : value)),
  'both infinities': changed((value, i) => (i === 12 ? Infinity : i === 18 ? -Infinity : value)),
};

describe.each(specs)('$type, p $p, by a shortcut', (spec) => {
  it.each(Object.entries(tokens))('agrees with the reference on tokens %s', async (_, given) => {
    const { pooled } = await runModel(poolingModel(spec, { channels, shortcut: true }), { tokens: given });
    const expected = poolArray({ data: given.data, shape: [2, 5, channels] }, spec);
    for (const image of [0, 1]) {
      const part = (list: ArrayLike<number>) =>
        Array.from(list).slice(image * channels, (image + 1) * channels);
      expectClose(part(pooled!.data), part(expected), 1e-6);
    }
  });

  it.each([9, 11, opsets.usual, 18, opsets.newest])('is a sound model of operator set %i', async (opset) => {
    const others: Partial<PoolingModelOptions>[] = [
      {},
      { form: 'function' },
      { dtype: 'float16' },
      { dataFormat: 'channelsFirst', keepDims: true },
    ];
    for (const more of others) {
      const model = poolingModel(spec, { channels, opset, shortcut: true, ...more });
      expect(checkModel(model)).toEqual([]);
      const isFirst = more.dataFormat !== undefined;
      const given = isFirst ? { ...ordinary, shape: [2, channels, 5] } : ordinary;
      const { pooled } = await runModel(model, { tokens: given });
      const expected = poolArray(given, spec, { dataFormat: more.dataFormat });
      expectClose(pooled!.data, expected, more.dtype === 'float16' ? 4e-3 : 1e-6);
    }
  });
});

describe('a shortcut', () => {
  it('is built into a model too, of an old version of the format as well', async () => {
    for (const irVersion of [3, 8]) {
      const shape = ['batch', 5, channels];
      const model = modelBytes({
        inputs: [info('x', shape)],
        outputs: [info('y', shape)],
        nodes: [node('Identity', ['x'], ['y'])],
        irVersion,
      });
      const options = { tokens: 'y', shortcut: true, normalize: true } as const;
      const once = attachPooling(model, { type: 'gem' }, options).toBytes();
      const edited = attachPooling(once, { type: 'gem', p: 2 }, options).toBytes();
      expect(checkModel(edited)).toEqual([]);
      const { pooled, pooled_1: other } = await runModel(edited, { x: ordinary });
      for (const [found, p] of [
        [pooled, 3],
        [other, 2],
      ] as const) {
        expectClose(found!.data, poolArray(ordinary, { type: 'gem', p, after: ['l2'] }), 1e-6);
      }
    }
  });

  it.each([
    ['mean', { type: 'mean' }, {}],
    ['negatives "abs"', { type: 'gem', negatives: 'abs' }, {}],
    ['p 0.1', { type: 'ggem', groups: 2, p: [3, 0.1] }, {}],
    ['p Infinity', { type: 'gem', p: 'inf' }, {}],
    ['p as an input', { type: 'gem' }, { parameters: 'inputs' }],
    ['mask', { type: 'gem' }, { mask: 'bool' }],
    ['tokenWeights', { type: 'gem' }, { tokenWeights: true }],
    ['poolingWeights', { type: 'gem' }, { poolingWeights: true }],
    ['offsets', { type: 'gem' }, { offsets: true }],
  ] as const)('is refused with %s', (came, spec, options) => {
    expect(() => poolingModel(spec, { channels, shortcut: true, ...options })).toThrow(
      `onnx: shortcut must be asked for a gem or ggem with negatives "clamp" and baked, finite p from 0.5 on, tokens and no more, but ${came} came. Leave shortcut out.`,
    );
  });
});
