import { create, toBinary } from '@bufbuild/protobuf';
import {
  dataType,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from '../../src/proto/onnx.ts';
import { nodeProto, tensorProto } from '../messages.ts';

/** A model in the few words that a test cares about. */
export interface Sketch {
  readonly nodes: readonly NodeProto[];
  readonly inputs: readonly ValueInfoProto[];
  readonly outputs: readonly ValueInfoProto[];
  readonly initializers?: readonly TensorProto[];
  readonly valueInfo?: readonly ValueInfoProto[];
  readonly opset?: number;
  readonly irVersion?: number;
}

/** The bytes of a model. */
export function modelBytes(sketch: Sketch): Uint8Array {
  const { nodes, inputs, outputs, initializers = [], valueInfo = [], opset = 17, irVersion = 8 } = sketch;
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: BigInt(irVersion),
      producerName: 'test',
      opsetImport: [{ domain: '', version: BigInt(opset) }],
      graph: create(GraphProtoSchema, {
        name: 'main',
        node: [...nodes],
        input: [...inputs],
        output: [...outputs],
        initializer: [...initializers],
        valueInfo: [...valueInfo],
      }),
    }),
  );
}

/** The declaration of a value. `null` is an axis of unknown length; without dims, the rank is unknown. */
export function info(
  name: string,
  dims?: readonly (number | string | null)[],
  type: keyof typeof dataType = 'float32',
): ValueInfoProto {
  const dim = dims?.map((length) => {
    if (length === null) return {};
    return typeof length === 'number'
      ? { value: { case: 'dimValue' as const, value: BigInt(length) } }
      : { value: { case: 'dimParam' as const, value: length } };
  });
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: { case: 'tensorType', value: { elemType: dataType[type], ...(dim && { shape: { dim } }) } },
    },
  });
}

/** A node named after its first output. */
export function node(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Parameters<typeof nodeProto>[3] = {},
  domain?: string,
): NodeProto {
  return nodeProto(op, [...inputs], [...outputs], attributes, `${outputs[0]}`, domain);
}

/** A list of whole numbers as an initializer; without dims a list, `[]` a scalar. */
export function ints(
  name: string,
  data: readonly number[],
  dims: readonly number[] = [data.length],
): TensorProto {
  return tensorProto(name, 'int64', data, dims);
}

/** A float initializer of small numbers that differ. */
export function weights(name: string, dims: readonly number[]): TensorProto {
  const size = dims.reduce((a, b) => a * b, 1);
  return tensorProto(
    name,
    'float32',
    Array.from({ length: size }, (_, i) => ((i * 7) % 11) / 11 - 0.4),
    dims,
  );
}

/** The end of a vision transformer: tokens `[batch, 5, 6]` after a normalisation, and a head on the class token. */
export function classTokenModel(change: Partial<Sketch> = {}): Uint8Array {
  return modelBytes({
    inputs: [info('x', ['batch', 5, 6])],
    outputs: [info('logits', ['batch', 3]), info('tokens', ['batch', 5, 6])],
    initializers: [
      weights('scale', [6]),
      weights('shift', [6]),
      ints('zero', [0], []),
      weights('head', [6, 3]),
      weights('bias', [3]),
    ],
    nodes: [
      node('LayerNormalization', ['x', 'scale', 'shift'], ['tokens'], { axis: 2 }),
      node('Gather', ['tokens', 'zero'], ['class_token'], { axis: 1 }),
      node('MatMul', ['class_token', 'head'], ['product']),
      node('Add', ['product', 'bias'], ['logits']),
    ],
    ...change,
  });
}
