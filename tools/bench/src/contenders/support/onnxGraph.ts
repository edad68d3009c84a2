import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** One operation of an ONNX graph. */
export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Whole numbers by name. */
  readonly attributes?: Readonly<Record<string, number>>;
}

/** A constant of a graph: float32 numbers, or whole ones such as axes. */
export type Constant =
  | { readonly shape: readonly number[]; readonly floats: Float32Array }
  | { readonly shape: readonly number[]; readonly integers: readonly number[] };

const float = 1;
const int64 = 7;

/** An ONNX model (opset 18) from `x` `[batch, tokens, channels]` to `y` `[batch, channels]`, for graphs written by hand. */
export function encodeModel(
  nodes: readonly Node[],
  constants: Readonly<Record<string, Constant>>,
): Uint8Array {
  const model = new BinaryWriter();
  model.tag(1, WireType.Varint).int64(8);
  message(model, 7, (graph) => {
    for (const node of nodes) message(graph, 1, (out) => writeNode(out, node));
    graph.tag(2, WireType.LengthDelimited).string('pooling');
    for (const [name, constant] of Object.entries(constants)) {
      message(graph, 5, (out) => writeTensor(out, name, constant));
    }
    message(graph, 11, (out) => writeValue(out, 'x', ['batch', 'tokens', 'channels']));
    message(graph, 12, (out) => writeValue(out, 'y', ['batch', 'channels']));
  });
  message(model, 8, (opset) => {
    opset.tag(1, WireType.LengthDelimited).string('');
    opset.tag(2, WireType.Varint).int64(18);
  });
  return model.finish();
}

function writeNode(out: BinaryWriter, { op, inputs, output, attributes = {} }: Node): void {
  for (const input of inputs) out.tag(1, WireType.LengthDelimited).string(input);
  out.tag(2, WireType.LengthDelimited).string(output);
  out.tag(4, WireType.LengthDelimited).string(op);
  for (const [name, value] of Object.entries(attributes)) {
    message(out, 5, (attribute) => {
      attribute.tag(1, WireType.LengthDelimited).string(name);
      attribute.tag(3, WireType.Varint).int64(value);
      // The type of the attribute: a whole number.
      attribute.tag(20, WireType.Varint).int32(2);
    });
  }
}

function writeTensor(out: BinaryWriter, name: string, constant: Constant): void {
  for (const length of constant.shape) out.tag(1, WireType.Varint).int64(length);
  const isFloat = 'floats' in constant;
  out.tag(2, WireType.Varint).int32(isFloat ? float : int64);
  out.tag(8, WireType.LengthDelimited).string(name);
  const raw = isFloat ? constant.floats : BigInt64Array.from(constant.integers, BigInt);
  out.tag(9, WireType.LengthDelimited).bytes(new Uint8Array(raw.buffer, raw.byteOffset, raw.byteLength));
}

function writeValue(out: BinaryWriter, name: string, axes: readonly string[]): void {
  out.tag(1, WireType.LengthDelimited).string(name);
  message(out, 2, (type) =>
    message(type, 1, (tensor) => {
      tensor.tag(1, WireType.Varint).int32(float);
      message(tensor, 2, (shape) => {
        for (const axis of axes) {
          message(shape, 1, (dimension) => dimension.tag(2, WireType.LengthDelimited).string(axis));
        }
      });
    }),
  );
}

function message(out: BinaryWriter, field: number, write: (inner: BinaryWriter) => void): void {
  out.tag(field, WireType.LengthDelimited).fork();
  write(out);
  out.join();
}
