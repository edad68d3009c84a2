import { loadCases, type PoolingCase } from '@ggem/conformance';
import { readData } from '@ggem/conformance/node';
import { type PoolingSpec, parametersOf, parseSpec } from '@ggem/core';
import { opsets, type PoolingModelOptions, poolingGradientModel, poolingModel } from '../../src/index.ts';

/** A model, and what it was made from. */
export interface EmittedModel {
  readonly name: string;
  readonly type: PoolingSpec['type'];
  readonly model: Uint8Array;
}

const options: readonly Omit<PoolingModelOptions, 'channels'>[] = [
  {},
  { batch: 2 },
  { poolingWeights: true, normalize: true },
  { mask: 'bool', tokenWeights: true },
  { mask: 'int64', form: 'function', poolingWeights: true },
  { parameters: 'inputs', dtype: 'float16', mask: 'float32' },
  { parameters: 'inputs', dtype: 'float64', form: 'function' },
  { dataFormat: 'channelsFirst', keepDims: true, mask: 'bool' },
  { offsets: true, mask: 'bool', tokenWeights: true, poolingWeights: true },
  { offsets: true, form: 'function', dtype: 'float16' },
];

/** The usual operator set, the newest, and those between which operators change their form most; `oldestSets` has 7 and 8. */
const seams = [9, 11, 13, opsets.usual, opsets.newest];

/** For specs without a prefix, which can pool images. */
const ofImages: typeof options = [
  { image: true, mask: 'bool', tokenWeights: true, poolingWeights: true },
  { image: true, dataFormat: 'channelsFirst', keepDims: true, form: 'function' },
  { image: 'volume', mask: 'bool', tokenWeights: true, poolingWeights: true },
  { image: 'volume', dataFormat: 'channelsFirst', keepDims: true, form: 'function' },
];

const powerMeans = [
  { type: 'gem' as const },
  { type: 'ggem' as const, groups: 2, p: [2.5, -1], after: ['l2' as const] },
].map((spec) => withValues(parseSpec(spec), 4, undefined));
const withShortcut: typeof options = [
  { shortcut: true },
  { shortcut: true, form: 'function', dtype: 'float16', dataFormat: 'channelsFirst' },
];

/** A model of every spec of the conformance suite, and of one spec of each kind with every option at the ends of the operator sets and at the usual one. */
export async function emittedModels(): Promise<readonly EmittedModel[]> {
  const given = new Map<string, Pick<PoolingCase, 'spec' | 'shape' | 'image'>>();
  for (const one of await loadCases(readData)) {
    if (one.kind === 'pooling') given.set(JSON.stringify([one.spec, one.image]), one);
  }
  const specs = [...given.values()].map(({ spec, shape, image }) =>
    withValues(parseSpec(spec), shape[2], image?.length === 2 ? image : undefined),
  );
  const kinds = [...new Map(specs.map((one) => [one.spec.type, one])).values()].map((one) => ({
    ...one,
    spec: withFewRegions(one.spec),
  }));
  const asImages = kinds.map((one) => ({ ...one, spec: withoutPrefix(one.spec) }));
  const named = (
    name: string,
    one: (typeof specs)[number],
    more: object,
    model: Uint8Array,
  ): EmittedModel => ({
    name: `${name} ${JSON.stringify(one.spec)} ${JSON.stringify(more)}`,
    type: one.spec.type,
    model,
  });
  const withOptions = (list: typeof specs, all: typeof options) =>
    list.flatMap((one) =>
      seams.flatMap((opset) =>
        all.flatMap((more) => {
          const { poolingWeights: _, normalize: __, shortcut: ___, ...both } = { ...more, opset };
          const { spec, ...about } = one;
          return [
            named('pooling', one, { ...more, opset }, poolingModel(spec, { ...about, ...more, opset })),
            named('gradient', one, both, poolingGradientModel(spec, { ...about, ...both })),
          ];
        }),
      ),
    );
  return [
    ...specs.map((one) => {
      const { spec, ...about } = one;
      return named('pooling', one, {}, poolingModel(spec, about));
    }),
    ...withOptions(kinds, options),
    ...withOptions(powerMeans, withShortcut),
    ...withOptions(asImages, ofImages),
  ];
}

/** Eight regions would repeat the graph of one eight times, in every one of a hundred models. */
function withFewRegions(spec: PoolingSpec): PoolingSpec {
  return spec.type === 'regional' ? { ...spec, levels: 1 } : spec;
}

/** An image has no prefix. */
function withoutPrefix(spec: PoolingSpec): PoolingSpec {
  return spec.type === 'token' ? spec : { ...spec, prefixTokens: 0 };
}

/** A spec, and values for those of its parameters that it cannot hold. */
function withValues(spec: PoolingSpec, channels: number, grid: PoolingModelOptions['grid']) {
  const required = parametersOf(spec, channels).filter((one) => one.required);
  return {
    spec,
    channels,
    grid,
    values: Object.fromEntries(required.map(({ name, start }) => [name, start])),
  };
}
