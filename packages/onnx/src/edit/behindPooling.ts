import { create, toBinary } from '@bufbuild/protobuf';
import { GgemError } from '@ggem/core';
import { dataType, GraphProtoSchema, ModelProtoSchema, ValueInfoProtoSchema } from '../proto/onnx.ts';
import { quote } from '../quote.ts';
import { readByNodes } from './graphNames.ts';
import { inspectModel } from './inspectModel.ts';
import { upstream } from './upstream.ts';

/** What is behind a pooled value, as a model of its own. */
export interface ModelBehind {
  readonly bytes: Uint8Array;
  /** Its input: the pooled value. */
  readonly input: string;
  /** Lengths of the input's axes, as far as the model shows them. */
  readonly shape: readonly (number | string | null)[] | undefined;
  /** Those outputs of the old model that it gives. */
  readonly outputs: readonly string[];
}

/**
 * The part of a model that reads a pooled value: norm and head, in and out as the whole model has them, so that vectors of
 * other poolings go through the same head without the blocks before it.
 *
 * Absent where no output depends on the value, or where what is behind it reads other values of the image too, as two heads
 * that are averaged. Throws a `GgemError`: `format` for bytes that are no ONNX model, `value` for a name that no node gives.
 */
export function behindPooling(model: Uint8Array, pooled: string): ModelBehind | undefined {
  const inspected = inspectModel(model);
  const { graph, proto } = inspected.model;
  if (!inspected.names.producer.has(pooled)) {
    throw new GgemError(
      'value',
      `behindPooling: pooled must be a value that a node of the model gives, but ${quote(pooled)} is none. Take the name of a pooling of listCandidates.`,
    );
  }
  const wanted = graph.output.filter(({ name }) => name !== pooled && upstream(inspected, name).has(pooled));
  const behind = new Set<number>();
  const open = wanted.map(({ name }) => name);
  const seen = new Set(open);
  for (const value of open) {
    const position = inspected.names.producer.get(value);
    if (position === undefined) {
      if (inspected.live.has(value)) return undefined;
      continue;
    }
    behind.add(position);
    for (const name of readByNodes([graph.node[position]!])) {
      if (name === '' || name === pooled || seen.has(name)) continue;
      seen.add(name);
      open.push(name);
    }
  }
  if (wanted.length === 0) return undefined;
  const { type, dims } = inspected.infos.get(pooled) ?? {};
  const input = create(ValueInfoProtoSchema, {
    name: pooled,
    type: { value: { case: 'tensorType', value: { elemType: type ?? dataType.float32 } } },
  });
  const part = create(GraphProtoSchema, {
    name: graph.name,
    node: graph.node.filter((_, position) => behind.has(position)),
    initializer: graph.initializer.filter(({ name }) => seen.has(name)),
    input: [input],
    output: wanted,
  });
  return {
    bytes: toBinary(ModelProtoSchema, create(ModelProtoSchema, { ...proto, graph: part })),
    input: pooled,
    shape: dims?.map((dim) => dim ?? null),
    outputs: wanted.map(({ name }) => name),
  };
}
