import { create, toBinary } from '@bufbuild/protobuf';
import { GgemError } from '@ggem/core';
import {
  dataType,
  GraphProtoSchema,
  ModelProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from '../proto/onnx.ts';
import { quote } from '../quote.ts';
import { readByNodes } from './graphNames.ts';
import { type Inspected, inspectModel } from './inspectModel.ts';
import { upstream } from './upstream.ts';

/** What is behind a pooled value, as a model of its own. */
export interface ModelBehind {
  readonly bytes: Uint8Array;
  /** Its input: the pooled value. */
  readonly input: string;
  /** Lengths of the input's axes, as far as the model shows them. */
  readonly shape: readonly (number | string | null)[] | undefined;
  /** Its further inputs: those of `also` that it reads, in that order. */
  readonly further: readonly string[];
  /** Those outputs of the old model that it gives. */
  readonly outputs: readonly string[];
}

/** What `behindPooling` may know besides the pooled value. */
export interface BehindOptions {
  /** Other pooled values that the part may take as further inputs, as where two heads are averaged. Default: none. */
  readonly also?: readonly string[] | undefined;
}

/**
 * The part of a model that reads a pooled value: norm and head, in and out as the whole model has them, so that vectors of
 * other poolings go through the same head without the blocks before it.
 *
 * Absent where no output depends on the value, or where what is behind it reads values of the image other than `also`. Throws
 * a `GgemError`: `format` for bytes that are no ONNX model, `value` for a name that no node gives.
 */
export function behindPooling(
  model: Uint8Array,
  pooled: string,
  { also = [] }: BehindOptions = {},
): ModelBehind | undefined {
  const inspected = inspectModel(model);
  const { graph, proto } = inspected.model;
  checkGiven(inspected, 'pooled', pooled);
  for (const name of also) checkGiven(inspected, 'also', name);
  const wanted = graph.output.filter(({ name }) => name !== pooled && upstream(inspected, name).has(pooled));
  const behind = new Set<number>();
  const open = wanted.map(({ name }) => name);
  const seen = new Set(open);
  for (const value of open) {
    if (also.includes(value)) continue;
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
  const further = also.filter((name) => name !== pooled && seen.has(name));
  const part = create(GraphProtoSchema, {
    name: graph.name,
    node: graph.node.filter((_, position) => behind.has(position)),
    initializer: graph.initializer.filter(({ name }) => seen.has(name)),
    input: [pooled, ...further].map((name) => inputOf(inspected, name)),
    output: wanted,
  });
  return {
    bytes: toBinary(ModelProtoSchema, create(ModelProtoSchema, { ...proto, graph: part })),
    input: pooled,
    shape: inspected.infos.get(pooled)?.dims?.map((dim) => dim ?? null),
    further,
    outputs: wanted.map(({ name }) => name),
  };
}

function checkGiven({ names }: Inspected, option: 'pooled' | 'also', name: string): void {
  if (names.producer.has(name)) return;
  throw new GgemError(
    'value',
    `behindPooling: ${option} must be a value that a node of the model gives, but ${quote(name)} is none. Take the name of a pooling of listCandidates.`,
  );
}

function inputOf({ infos }: Inspected, name: string): ValueInfoProto {
  const elemType = infos.get(name)?.type ?? dataType.float32;
  return create(ValueInfoProtoSchema, { name, type: { value: { case: 'tensorType', value: { elemType } } } });
}
