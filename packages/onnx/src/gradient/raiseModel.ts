import { create, toBinary } from '@bufbuild/protobuf';
import { GgemError } from '@ggem/core';
import { tensorProto } from '../graph/emit.ts';
import { uniqueNames } from '../graph/names.ts';
import { needsOpset } from '../graph/opsets/opsets.ts';
import {
  type AttributeProto,
  AttributeProtoSchema,
  attributeType,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  type TensorProto,
  TensorProtoSchema,
} from '../proto/onnx.ts';
import { quote } from '../quote.ts';
import { readModel } from '../read/readModel.ts';
import { intAttribute, intsAttribute } from '../shapes/attributes.ts';
import { defaultOpset, isDefault } from '../shapes/constants.ts';
import { inferShapes } from '../shapes/inferShapes.ts';

/** The set in which all operators that gradients are written in have their forms of today, and the oldest that can be raised to it. */
const gradientOpsets = { oldest: 11, written: 13 } as const;

/** The first version of the file format that has functions. */
const functionsSince = 8n;

/** Operators whose lists of whole numbers were attributes before set 13, and are an input since. */
const lists: Readonly<Record<string, string>> = {
  Squeeze: 'axes',
  Unsqueeze: 'axes',
  ReduceSum: 'axes',
  Split: 'split',
};

/**
 * The same model in set 13 and a version of the file format that has functions, which exporters wrote sets 11 and 12 before; the bytes
 * as they are, if they are new enough. Names of values and weights stay.
 *
 * Throws a `GgemError` with code `value` for an older set, and for a Softmax over more than the last axis, which set 13 has not.
 */
export function raiseModel(bytes: Uint8Array): Uint8Array {
  const { proto, graph } = readModel(bytes);
  const opset = defaultOpset(proto.opsetImport) ?? 0;
  if (opset < gradientOpsets.oldest) throw needsOpset(opset, gradientOpsets.oldest, 'a gradient');
  const isOld = opset < gradientOpsets.written;
  if (!isOld && proto.irVersion >= functionsSince) return bytes;
  const infos = inferShapes(graph);
  const nameOf = uniqueNames('raised/', (name) => infos.has(name));
  const constants: TensorProto[] = [];
  const constant = (values: readonly number[]): string => {
    const name = nameOf('list');
    constants.push(create(TensorProtoSchema, tensorProto(name, 'int64', values, [values.length])));
    return name;
  };
  const raise = (node: NodeProto): NodeProto => {
    if (!isDefault(node.domain)) return node;
    const list = lists[node.opType];
    const values = list === undefined ? undefined : intsAttribute(node, list);
    if (values !== undefined) {
      return changed(node, { input: [...node.input, constant(values)], without: [list!] });
    }
    const inner = node.attribute.filter(({ g }) => g !== undefined);
    if (inner.length > 0)
      return create(NodeProtoSchema, { ...node, attribute: node.attribute.map(raiseInner) });
    if (node.opType === 'Dropout') return changed(node, { without: ['ratio'] });
    if (!/^((Log)?Softmax|Hardmax)$/.test(node.opType)) return node;
    const rank = infos.get(node.input[0] ?? '')?.dims?.length;
    const axis = intAttribute(node, 'axis') ?? 1;
    if (axis !== -1 && axis + 1 !== rank) throw flatSoftmax(node);
    return changed(node, { without: ['axis'], more: [lastAxis()] });
  };
  // The arms of an If and the body of a loop are graphs too.
  const raiseInner = (attribute: AttributeProto): AttributeProto => {
    const { g } = attribute;
    if (g === undefined) return attribute;
    return create(AttributeProtoSchema, {
      ...attribute,
      g: create(GraphProtoSchema, { ...g, node: g.node.map(raise) }),
    });
  };
  const nodes = isOld ? graph.node.map(raise) : graph.node;
  const opsetImport = proto.opsetImport.map((one) =>
    isOld && isDefault(one.domain)
      ? create(OperatorSetIdProtoSchema, { ...one, version: BigInt(gradientOpsets.written) })
      : one,
  );
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      ...proto,
      irVersion: proto.irVersion < functionsSince ? functionsSince : proto.irVersion,
      opsetImport,
      graph: create(GraphProtoSchema, {
        ...graph,
        node: nodes,
        initializer: [...graph.initializer, ...constants],
      }),
    }),
  );
}

interface Change {
  readonly input?: string[];
  readonly without: readonly string[];
  readonly more?: readonly AttributeProto[];
}

function changed(node: NodeProto, { input = node.input, without, more = [] }: Change): NodeProto {
  const attribute = [...node.attribute.filter(({ name }) => !without.includes(name)), ...more];
  return create(NodeProtoSchema, { ...node, input, attribute });
}

function lastAxis(): AttributeProto {
  return create(AttributeProtoSchema, { name: 'axis', type: attributeType.int, i: -1n });
}

function flatSoftmax(node: NodeProto): GgemError {
  return new GgemError(
    'value',
    `gradient: ${node.opType} must be over the last axis in an operator set before 13, but node ${quote(node.name)} is over more. Convert the model with convert_version of Python's onnx.version_converter.`,
  );
}
