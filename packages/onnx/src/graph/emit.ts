import { create } from '@bufbuild/protobuf';
import {
  type AttributeProto,
  AttributeProtoSchema,
  attributeType,
  dataType,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from '../proto/onnx.ts';
import { tensorBytes } from './tensorBytes.ts';
import type { Kind, Value } from './value.ts';

/** A value that a graph gives, and what it is called. */
export interface Result {
  readonly name: string;
  readonly value: Value;
}

/** The nodes and constants of recorded values. */
export interface Emitted {
  readonly nodes: NodeProto[];
  readonly initializers: TensorProto[];
}

/**
 * The nodes that the outputs need, in an order in which they can run, and the constants these read. What was recorded
 * and is not needed is left out.
 *
 * `nameOf` makes a name for a node or a constant from a hint; it never gives the same one twice.
 */
export function emit(outputs: readonly Result[], nameOf: (hint: string) => string): Emitted {
  const names = new Map<Value, string>();
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];
  // An output's name goes to the node that computes it; a second output of the same value, or one that no node
  // computes, is a copy.
  const copies = outputs.filter(({ name, value }) => {
    if (value.source.type !== 'node' || names.has(value)) return true;
    names.set(value, name);
    return false;
  });
  for (const value of needed(outputs)) {
    const { source } = value;
    if (source.type === 'input') names.set(value, source.name);
    else if (source.type === 'constant') {
      const name = nameOf('constant');
      names.set(value, name);
      initializers.push(tensorProto(name, value.kind, source.data, value.dims as readonly number[]));
    } else {
      const name = names.get(value) ?? nameOf(source.op);
      names.set(value, name);
      const inputs = source.inputs.map((input) => (input === undefined ? '' : names.get(input)!));
      nodes.push(nodeProto(source.op, inputs, [name], source.attributes, name));
    }
  }
  for (const { name, value } of copies)
    nodes.push(nodeProto('Identity', [names.get(value)!], [name], {}, name));
  return { nodes, initializers };
}

/** Everything that outputs are computed from, in order of recording. */
function needed(outputs: readonly Result[]): readonly Value[] {
  const found = new Set<Value>();
  const open = outputs.map(({ value }) => value);
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (found.has(value)) continue;
    found.add(value);
    if (value.source.type === 'node')
      open.push(...value.source.inputs.filter((input) => input !== undefined));
  }
  return [...found].sort((a, b) => a.id - b.id);
}

/** A node of the default operator set, or of another domain. */
export function nodeProto(
  opType: string,
  input: string[],
  output: string[],
  attributes: Readonly<Record<string, number | readonly number[] | TensorProto>>,
  name: string,
  domain?: string,
): NodeProto {
  return create(NodeProtoSchema, {
    opType,
    input,
    output,
    name,
    attribute: Object.entries(attributes).map(([key, value]) => attributeProto(key, value)),
    ...(domain !== undefined && { domain }),
  });
}

function attributeProto(name: string, value: number | readonly number[] | TensorProto): AttributeProto {
  if (typeof value === 'number')
    return create(AttributeProtoSchema, { name, type: attributeType.int, i: BigInt(value) });
  if ('$typeName' in value)
    return create(AttributeProtoSchema, { name, type: attributeType.tensor, t: value });
  return create(AttributeProtoSchema, { name, type: attributeType.ints, ints: value.map(BigInt) });
}

/** A constant tensor. */
export function tensorProto(
  name: string,
  kind: Kind,
  data: readonly number[],
  dims: readonly number[],
): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dataType: dataType[kind],
    dims: dims.map(BigInt),
    rawData: tensorBytes(kind, data),
  });
}

/** The declaration of a graph's input or output. */
export function valueInfo(name: string, { kind, dims }: Pick<Value, 'kind' | 'dims'>): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: dataType[kind],
          shape: {
            dim: dims.map((dim) => ({
              value:
                typeof dim === 'number'
                  ? ({ case: 'dimValue', value: BigInt(dim) } as const)
                  : ({ case: 'dimParam', value: dim } as const),
            })),
          },
        },
      },
    },
  });
}
