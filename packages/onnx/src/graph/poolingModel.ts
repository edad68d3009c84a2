import { create, toBinary } from '@bufbuild/protobuf';
import { type PoolingSpec, type PoolingSpecInput, parseSpec } from '@ggem/core';
import { GraphProtoSchema, type ModelProto, ModelProtoSchema } from '../proto/onnx.ts';
import { opsets } from './opset.ts';
import type { PoolingGraphOptions } from './options.ts';
import { type PoolingGraph, poolingGradientGraph, poolingGraph } from './poolingGraph.ts';

/** What a model of one pooling may be told; the operator set is 17 where none is given, which every runtime takes. */
export type PoolingModelOptions = Omit<PoolingGraphOptions, 'opset' | 'isTaken'> & {
  readonly opset?: number | undefined;
};

/**
 * A complete ONNX model of one pooling, as the bytes of a file.
 *
 * In: `tokens` `[batch, tokens, channels]`, and as asked for `mask` `[batch, tokens]`, `weights` `[batch, tokens]` and
 * the trained parameters. Out: `pooled` `[batch, channels]`; an image in which nothing is kept gives zeros.
 *
 * Throws a `GgemError` for a wrong spec, for channels that do not fit it, and for an operator set out of range.
 *
 * ```ts
 * const session = await InferenceSession.create(poolingModel({ type: 'ggem', groups: 12 }, { channels: 768 }));
 * ```
 */
export function poolingModel(spec: PoolingSpecInput | PoolingSpec, options: PoolingModelOptions): Uint8Array {
  const parsed = parseSpec(spec);
  return model(parsed, 'pooling', poolingGraph(parsed, withOpset(options)));
}

/**
 * A complete ONNX model of a pooling's gradient, so that parameters can be trained where only ONNX runs.
 *
 * In: as `poolingModel`, and `pooled_gradient` `[batch, channels]`. Out: `tokens_gradient` `[batch, tokens, channels]`,
 * and `p_gradient` for a parameter `p`, in its own shape. Parameters are inputs unless told otherwise.
 */
export function poolingGradientModel(
  spec: PoolingSpecInput | PoolingSpec,
  options: Omit<PoolingModelOptions, 'normalize' | 'attention'>,
): Uint8Array {
  const parsed = parseSpec(spec);
  const graph = poolingGradientGraph(parsed, { parameters: 'inputs', ...withOpset(options) });
  return model(parsed, 'pooling gradient', graph);
}

function withOpset(options: PoolingModelOptions): PoolingGraphOptions {
  return { ...options, opset: options.opset ?? opsets.oldest };
}

/** The version of the file format that came with operator set 17; newer operator sets may lie in it too. */
const irVersion = 8n;

function model(spec: PoolingSpec, name: string, graph: PoolingGraph): Uint8Array {
  const made: ModelProto = create(ModelProtoSchema, {
    irVersion,
    producerName: '@ggem/onnx',
    opsetImport: graph.opsetImports,
    functions: graph.functions,
    graph: create(GraphProtoSchema, {
      name: `${spec.type} ${name}`,
      node: graph.nodes,
      initializer: graph.initializers,
      input: graph.inputs,
      output: graph.outputs,
    }),
    metadataProps: [{ key: 'ggem.spec', value: JSON.stringify(spec) }],
  });
  return toBinary(ModelProtoSchema, made);
}
