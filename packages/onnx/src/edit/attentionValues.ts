import { intAttribute } from '../shapes/attributes.ts';
import { inspectModel } from './inspectModel.ts';

/** Attention of one block, as values of the graph that `addOutputs` can show. */
export interface AttentionValues {
  /** Attention after its softmax, `[batch, heads, tokens, tokens]`. */
  readonly attention: string;
  /** What the heads give before they are projected, `[batch, heads, tokens, channels / heads]`; absent where no MatMul takes it. */
  readonly outputs?: string | undefined;
  /** How many heads, where the graph says so. */
  readonly heads?: number | undefined;
}

/**
 * The attention of each block, in the order of the graph: a Softmax over the last axis of a value of four axes whose last two
 * are as long as each other, and the MatMul that takes it. Fused operators (`Attention`, `MultiHeadAttention`) show neither,
 * and attention in windows has other axes: then the list is shorter, or empty.
 *
 * Throws a `GgemError` with code `format` for bytes that are no ONNX model.
 */
export function attentionValues(model: Uint8Array): readonly AttentionValues[] {
  const { model: read, infos, names } = inspectModel(model);
  return read.graph.node.flatMap((node): readonly AttentionValues[] => {
    const [attention = ''] = node.output;
    const dims = infos.get(attention)?.dims;
    if (node.opType !== 'Softmax' || dims?.length !== 4) return [];
    const axis = intAttribute(node, 'axis') ?? -1;
    const [, heads, queries, keys] = dims;
    if ((axis !== -1 && axis !== 3) || queries === undefined || queries !== keys) return [];
    const reader = (names.readers.get(attention) ?? [])
      .map((position) => read.graph.node[position]!)
      .find(({ opType, input }) => opType === 'MatMul' && input[0] === attention);
    return [
      {
        attention,
        ...(reader !== undefined && { outputs: reader.output[0]! }),
        ...(typeof heads === 'number' && { heads }),
      },
    ];
  });
}
