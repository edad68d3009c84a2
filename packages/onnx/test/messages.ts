import { create } from '@bufbuild/protobuf';
import * as made from '../src/graph/emit.ts';
import type { Attributes } from '../src/graph/value.ts';
import {
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from '../src/proto/onnx.ts';

/** A node as it is read from a file, for models of tests. */
export function nodeProto(
  opType: string,
  input: string[],
  output: string[],
  attributes: Readonly<Record<string, Attributes[string] | TensorProto>>,
  name: string,
  domain?: string,
): NodeProto {
  const known = attributes as Parameters<typeof made.nodeProto>[3];
  return create(NodeProtoSchema, made.nodeProto(opType, input, output, known, name, domain));
}

/** A constant tensor as it is read from a file. */
export function tensorProto(...about: Parameters<typeof made.tensorProto>): TensorProto {
  return create(TensorProtoSchema, made.tensorProto(...about));
}

/** A declaration as it is read from a file. */
export function valueInfo(...about: Parameters<typeof made.valueInfo>): ValueInfoProto {
  return create(ValueInfoProtoSchema, made.valueInfo(...about));
}
