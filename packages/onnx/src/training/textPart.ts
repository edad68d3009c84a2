import { clone, create } from '@bufbuild/protobuf';
import { GgemError } from '@ggem/core';
import { nodeProto, valueInfo } from '../graph/emit.ts';
import { needsOpset } from '../graph/opsets/opsets.ts';
import {
  dataType,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
} from '../proto/onnx.ts';
import { readModel } from '../read/readModel.ts';
import { defaultOpset } from '../shapes/constants.ts';
import { declaredInfo, showDims } from '../shapes/shape.ts';
import type { NewValueInfo } from '../write/messages.ts';
import { readWeight } from './readWeight.ts';
import type { TrainedWeight } from './trainedWeight.ts';

/** What a text model becomes a part of. */
interface Whole {
  readonly batch: number;
  /** Length of the vectors of the other side. */
  readonly classes: number;
  /** Operator set of the other model. */
  readonly opset: number;
  readonly nameOf: (hint: string) => string;
}

/** A text model as part of another graph, its names changed. */
export interface TextPart {
  readonly nodes: readonly NodeProto[];
  readonly initializers: readonly TensorProto[];
  /** Token ids as float32, which holds whole numbers up to 2^24: sessions of training take no other type. */
  readonly input: NewValueInfo;
  readonly idsShape: readonly [batch: number, tokens: number];
  /** How many ids there are. */
  readonly words: number;
  /** The value with the vectors, `[batch, classes]`. */
  readonly vectors: string;
  readonly weights: readonly TrainedWeight[];
  /** The names that weights have in the text model. */
  readonly own: ReadonlyMap<string, string>;
}

/** The nodes and weights of a model of `textModel`, for so many texts. Throws a `GgemError` for one that does not fit. */
export function textPart(bytes: Uint8Array, { batch, classes, opset, nameOf }: Whole): TextPart {
  const { graph, proto } = readModel(bytes);
  const needed = defaultOpset(proto.opsetImport) ?? 0;
  if (opset < needed) throw needsOpset(opset, needed, 'a text model beside it');
  const [input, more] = graph.input;
  const { type, dims } = declaredInfo(input?.type);
  const [output] = graph.output;
  const given = declaredInfo(output?.type).dims;
  const tokens = dims?.[1];
  const table = graph.node.find((node) => node.opType === 'Gather' && node.input[1] === input?.name)
    ?.input[0];
  const words = graph.initializer.find(({ name }) => name === table)?.dims[0];
  if (
    words === undefined ||
    more !== undefined ||
    type !== dataType.int64 ||
    typeof tokens !== 'number' ||
    given?.[1] !== classes
  ) {
    throw new GgemError(
      'shape',
      `finetune: text must be a model of textEncoder that gives vectors of ${classes} numbers, as the head does, but it takes ${showDims(dims)} and gives ${showDims(given)}. Make out equal to classes.`,
    );
  }
  const names = new Map<string, string>();
  const renamed = (name: string): string => {
    if (name === '') return name;
    const known = names.get(name) ?? nameOf(`text/${name}`);
    names.set(name, known);
    return known;
  };
  const ids = nameOf('text_ids');
  const nodes = graph.node.map((node) => {
    const copy = clone(NodeProtoSchema, node);
    copy.name = renamed(node.name);
    copy.input = node.input.map(renamed);
    copy.output = node.output.map(renamed);
    return copy;
  });
  const whole = renamed(input!.name);
  const cast = nodeProto('Cast', [ids], [whole], { to: dataType.int64 }, whole);
  return {
    nodes: [create(NodeProtoSchema, cast), ...nodes],
    initializers: graph.initializer.map((tensor) => {
      const copy = clone(TensorProtoSchema, tensor);
      copy.name = renamed(tensor.name);
      return copy;
    }),
    input: valueInfo(ids, { kind: 'float32', dims: [batch, tokens] }),
    idsShape: [batch, tokens],
    words: Number(words),
    vectors: renamed(output!.name),
    weights: graph.initializer.flatMap((tensor) => {
      const isWeight = tensor.dataType === dataType.float32 && tensor.dims.length > 0;
      return isWeight ? [{ name: renamed(tensor.name), depth: 0, ...readWeight(tensor) }] : [];
    }),
    own: new Map([...names].map(([own, name]) => [name, own])),
  };
}
