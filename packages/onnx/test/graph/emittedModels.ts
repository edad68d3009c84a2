import { loadCases } from '@ggem/conformance';
import { readData } from '@ggem/conformance/node';
import { type PoolingSpec, parametersOf, parseSpec } from '@ggem/core';
import { opsets, type PoolingModelOptions, poolingGradientModel, poolingModel } from '../../src/index.ts';

/** A model, and what it was made from. */
export interface EmittedModel {
  readonly name: string;
  readonly model: Uint8Array;
}

const options: readonly Omit<PoolingModelOptions, 'channels'>[] = [
  {},
  { batch: 2 },
  { attention: true, normalize: true },
  { mask: 'bool', weights: true },
  { mask: 'int64', form: 'function', attention: true },
  { parameters: 'inputs', dtype: 'float16', mask: 'float32' },
  { parameters: 'inputs', dtype: 'float64', form: 'function' },
];

/** A model of every spec of the conformance suite, and of one spec of each kind with every option at the ends of the operator sets and at the usual one. */
export async function emittedModels(): Promise<readonly EmittedModel[]> {
  const channels = new Map<string, number>();
  for (const one of await loadCases(readData)) {
    if (one.kind === 'pooling') channels.set(JSON.stringify(one.spec), one.shape[2]);
  }
  const specs = [...channels].map(([text, count]) => withValues(parseSpec(JSON.parse(text)), count));
  const kinds = [...new Map(specs.map((one) => [one.spec.type, one])).values()];
  const named = (
    name: string,
    one: (typeof specs)[number],
    more: object,
    model: Uint8Array,
  ): EmittedModel => ({
    name: `${name} ${JSON.stringify(one.spec)} ${JSON.stringify(more)}`,
    model,
  });
  return [
    ...specs.map((one) => named('pooling', one, {}, poolingModel(one.spec, one))),
    ...kinds.flatMap((one) =>
      [opsets.oldest, opsets.usual, opsets.newest].flatMap((opset) =>
        options.flatMap((more) => {
          const { attention: _, normalize: __, ...both } = { ...more, opset };
          return [
            named('pooling', one, { ...more, opset }, poolingModel(one.spec, { ...one, ...more, opset })),
            named('gradient', one, both, poolingGradientModel(one.spec, { ...one, ...both })),
          ];
        }),
      ),
    ),
  ];
}

/** A spec, and values for those of its parameters that it cannot hold. */
function withValues(spec: PoolingSpec, channels: number) {
  const required = parametersOf(spec, channels).filter((one) => one.required);
  return { spec, channels, values: Object.fromEntries(required.map(({ name, start }) => [name, start])) };
}
