import { clone, create } from '@bufbuild/protobuf';
import { nodeProto, tensorProto } from '../graph/emit.ts';
import { uniqueNames } from '../graph/names.ts';
import {
  type GraphProto,
  type NodeProto,
  NodeProtoSchema,
  type TensorProto,
  TensorProtoSchema,
} from '../proto/onnx.ts';
import { intAttribute } from '../shapes/attributes.ts';
import { nodeOrder } from '../shapes/nodeOrder.ts';
import type { NewNode, NewTensor } from '../write/messages.ts';

/** What the gradient is asked for: by which values, and which values must keep their names. */
interface Asked {
  readonly by: readonly string[];
  readonly kept: readonly string[];
}

/**
 * The graph with the scale and shift of a norm inside of the linear layers that read it, `(γ x̂ + β) W = x̂ (γ W) + β W`, where
 * nothing before the norm is differentiated by: the norm at the start of the trained part. The gradients by `γ` and `β` then
 * follow from the one by `γ W`, and the product of matrices that would bring the gradient back to all tokens is not needed.
 */
export function scaleIntoLinear(graph: GraphProto, { by, kept }: Asked): GraphProto {
  const active = new Set(by);
  for (const position of nodeOrder(graph)) {
    const { input, output } = graph.node[position]!;
    if (input.some((name) => active.has(name))) for (const name of output) active.add(name);
  }
  const taken = new Set(graph.node.flatMap(({ output }) => output));
  const nameOf = uniqueNames('gradient/', (name) => taken.has(name));
  const weights = new Map(graph.initializer.map((one) => [one.name, one]));
  const isRead = (name: string): boolean =>
    kept.includes(name) || graph.output.some((output) => output.name === name);
  const replaced = new Map<NodeProto, readonly NodeProto[]>();
  const initializer: NewTensor[] = [];
  const replace = (node: NodeProto, made: readonly NewNode[]): void => {
    replaced.set(
      node,
      made.map((one) => create(NodeProtoSchema, one)),
    );
  };

  for (const norm of graph.node) {
    const [x = '', scale = '', shift = ''] = norm.input;
    const [normed = ''] = norm.output;
    const size = lengthOf(weights.get(scale));
    if (norm.opType !== 'LayerNormalization' || (intAttribute(norm, 'axis') ?? -1) !== -1) continue;
    if (size === undefined || active.has(x) || !(by.includes(scale) || by.includes(shift))) continue;
    const readers = graph.node.filter(({ input }) => input.includes(normed));
    const isLinear = readers.every(
      ({ opType, input }) => opType === 'MatMul' && input[0] === normed && isMatrix(weights.get(input[1]!)),
    );
    if (!isLinear || readers.length === 0 || isRead(normed)) continue;

    const [ones, zeros, unit, rows] = [nameOf('ones'), nameOf('zeros'), nameOf('unit'), nameOf('rows')];
    initializer.push(
      tensorProto(ones, 'float32', new Array<number>(size).fill(1), [size]),
      tensorProto(zeros, 'float32', new Array<number>(size).fill(0), [size]),
      tensorProto(rows, 'int64', [size, 1], [2]),
    );
    const plain = clone(NodeProtoSchema, norm);
    plain.input = [x, ones, zeros];
    plain.output = [unit];
    replaced.set(norm, [plain]);
    for (const reader of readers) {
      const [weight = '', result = ''] = [reader.input[1], reader.output[0]];
      const [column, scaled] = [nameOf('column'), nameOf('scaled')];
      const made = [
        nodeProto('Reshape', [scale, rows], [column], {}, column),
        nodeProto('Mul', [column, weight], [scaled], {}, scaled),
      ];
      if (shift === '') {
        replace(reader, [...made, nodeProto('MatMul', [unit, scaled], [result], {}, result)]);
        continue;
      }
      const moved = nameOf('moved');
      made.push(nodeProto('MatMul', [shift, weight], [moved], {}, moved));
      const biased = biasBehind(graph.node, result, isRead(result), weights);
      if (biased === undefined) {
        const product = nameOf('product');
        made.push(nodeProto('MatMul', [unit, scaled], [product], {}, product));
        replace(reader, [...made, nodeProto('Add', [product, moved], [result], {}, result)]);
        continue;
      }
      // Both biases in one, so that all tokens are gone through once.
      const bias = nameOf('bias');
      made.push(nodeProto('Add', [moved, biased.bias], [bias], {}, bias));
      replace(reader, [...made, nodeProto('MatMul', [unit, scaled], [result], {}, result)]);
      const [sum = ''] = biased.node.output;
      replace(biased.node, [nodeProto('Add', [result, bias], [sum], {}, sum)]);
    }
  }
  if (replaced.size === 0) return graph;
  return {
    ...graph,
    node: graph.node.flatMap((node) => replaced.get(node) ?? [node]),
    initializer: [...graph.initializer, ...initializer.map((one) => create(TensorProtoSchema, one))],
  };
}

/** The length of a vector of float32. */
function lengthOf(tensor: TensorProto | undefined): number | undefined {
  const isVector = tensor?.dataType === 1 && tensor.dims.length === 1;
  return isVector ? Number(tensor.dims[0]) : undefined;
}

function isMatrix(tensor: TensorProto | undefined): boolean {
  return tensor?.dataType === 1 && tensor.dims.length === 2;
}

/** The Add that gives a product its bias, where nothing else reads the product. */
function biasBehind(
  nodes: readonly NodeProto[],
  product: string,
  isRead: boolean,
  weights: ReadonlyMap<string, TensorProto>,
): { readonly node: NodeProto; readonly bias: string } | undefined {
  const [node, more] = nodes.filter(({ input }) => input.includes(product));
  if (node?.opType !== 'Add' || more !== undefined || isRead) return undefined;
  const bias = node.input.find((name) => name !== product);
  return bias !== undefined && lengthOf(weights.get(bias)) !== undefined ? { node, bias } : undefined;
}
