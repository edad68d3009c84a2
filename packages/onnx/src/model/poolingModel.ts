import { checkOptions, type KnownOptions, type PoolingSpecInput, parametersOf } from '@ggem/core';
import { opsets } from '../graph/opsets/opsets.ts';
import { defaultNames, type PoolingGraphOptions } from '../graph/options.ts';
import { poolingGradientGraph, poolingGraph, specOf } from '../graph/poolingGraph.ts';
import { poolingRecord, readsOf } from '../record/poolingRecord.ts';
import { modelOf } from './modelOf.ts';

/** How a model of one pooling is made. The default operator set is 17, which every runtime takes. */
export type PoolingModelOptions = Omit<PoolingGraphOptions, 'opset' | 'isTaken'> & {
  readonly opset?: number | undefined;
};

const gradientOptions: KnownOptions<Omit<PoolingModelOptions, 'poolingWeights' | 'shortcut'>> = {
  channels: true,
  opset: true,
  dtype: true,
  dataFormat: true,
  image: true,
  offsets: true,
  keepDims: true,
  mask: true,
  tokenWeights: true,
  parameters: true,
  values: true,
  normalize: true,
  grid: true,
  form: true,
  batch: true,
  tokens: true,
  names: true,
  prefix: true,
};

const modelOptions: KnownOptions<PoolingModelOptions> = {
  ...gradientOptions,
  shortcut: true,
  poolingWeights: true,
};

/**
 * A complete ONNX model of one pooling, as the bytes of a file.
 *
 * In: `tokens` `[batch, tokens, channels]`; where they are asked for, `mask` `[batch, tokens]`, `token_weights`
 * `[batch, tokens]` and the trained parameters. Out: `pooled` `[batch, outputChannels]`; an image in which nothing is kept
 * gives zeros.
 *
 * Throws a `GgemError` for a wrong spec, for channels that do not fit it, and for an operator set out of range.
 *
 * ```ts
 * const session = await InferenceSession.create(poolingModel({ type: 'ggem', groups: 12 }, { channels: 768 }));
 * ```
 */
export function poolingModel(spec: PoolingSpecInput, options: PoolingModelOptions): Uint8Array {
  checkOptions('poolingModel', options, modelOptions);
  const complete = specOf(spec, options);
  const graph = poolingGraph(complete, { ...withOpset(options), normalize: false });
  const names = { ...defaultNames, ...options.names };
  const { channels, dataFormat = 'channelsLast', values } = options;
  const parameters = parametersOf(complete, channels).map(({ name }) => name);
  const record = {
    ...{ spec: complete, tokens: names.tokens, dataFormat, channels, output: names.pooled },
    reads: readsOf(graph.inputs, names, parameters),
  };
  return modelOf(`${complete.type} pooling`, graph, poolingRecord(record, values, graph));
}

/**
 * A complete ONNX model of the gradient of a pooling, so that parameters can be trained where only ONNX models run.
 *
 * In: as `poolingModel`, and `pooled_gradient` `[batch, outputChannels]`. Out: `tokens_gradient` `[batch, tokens, channels]`,
 * and `p_gradient` for a parameter `p`, in its own shape. Parameters are inputs unless the options say `baked`. Throws as
 * `poolingModel` does.
 */
export function poolingGradientModel(
  spec: PoolingSpecInput,
  options: Omit<PoolingModelOptions, 'poolingWeights' | 'shortcut'>,
): Uint8Array {
  checkOptions('poolingGradientModel', options, gradientOptions);
  const parsed = specOf(spec, options);
  const graph = poolingGradientGraph(parsed, {
    parameters: 'inputs',
    ...withOpset(options),
    normalize: false,
  });
  return modelOf(`${parsed.type} pooling gradient`, graph, { 'ggem.spec': JSON.stringify(parsed) });
}

function withOpset(options: PoolingModelOptions): PoolingGraphOptions {
  return { ...options, opset: options.opset ?? opsets.usual };
}
