import { type PoolingSpec, type PoolingSpecInput, parseSpec } from '@ggem/core';
import { modelOf } from './modelOf.ts';
import { opsets } from './opset.ts';
import type { PoolingGraphOptions } from './options.ts';
import { poolingGradientGraph, poolingGraph } from './poolingGraph.ts';

/** What a model of one pooling may be told; the operator set is 17 where none is given, which every runtime takes. */
export type PoolingModelOptions = Omit<PoolingGraphOptions, 'opset' | 'isTaken'> & {
  readonly opset?: number | undefined;
};

/**
 * A complete ONNX model of one pooling, as the bytes of a file.
 *
 * In: `tokens` `[batch, tokens, channels]`, and as asked for `mask` `[batch, tokens]`, `token_weights` `[batch, tokens]`
 * and the trained parameters. Out: `pooled` `[batch, outputChannels]`; an image in which nothing is kept gives zeros.
 *
 * Throws a `GgemError` for a wrong spec, for channels that do not fit it, and for an operator set out of range.
 *
 * ```ts
 * const session = await InferenceSession.create(poolingModel({ type: 'ggem', groups: 12 }, { channels: 768 }));
 * ```
 */
export function poolingModel(spec: PoolingSpecInput | PoolingSpec, options: PoolingModelOptions): Uint8Array {
  const parsed = parseSpec(spec);
  return modelOf(`${parsed.type} pooling`, poolingGraph(parsed, withOpset(options)), specOf(parsed));
}

/**
 * A complete ONNX model of a pooling's gradient, so that parameters can be trained where only ONNX runs.
 *
 * In: as `poolingModel`, and `pooled_gradient` `[batch, outputChannels]`. Out: `tokens_gradient` `[batch, tokens, channels]`,
 * and `p_gradient` for a parameter `p`, in its own shape. Parameters are inputs unless told otherwise.
 */
export function poolingGradientModel(
  spec: PoolingSpecInput | PoolingSpec,
  options: Omit<PoolingModelOptions, 'attention'>,
): Uint8Array {
  const parsed = parseSpec(spec);
  const graph = poolingGradientGraph(parsed, { parameters: 'inputs', ...withOpset(options) });
  return modelOf(`${parsed.type} pooling gradient`, graph, specOf(parsed));
}

function withOpset(options: PoolingModelOptions): PoolingGraphOptions {
  return { ...options, opset: options.opset ?? opsets.usual };
}

/** The spec travels in the model's metadata. */
function specOf(spec: PoolingSpec): Readonly<Record<string, string>> {
  return { 'ggem.spec': JSON.stringify(spec) };
}
