import { sizeOf } from '@ggem/core';
import type { GraphProto, NodeProto } from '../proto/onnx.ts';
import { isDefault } from './constants.ts';
import type { Folded } from './folded.ts';
import { foldNode } from './foldNode.ts';
import type { Info } from './shape.ts';
import { mostNumbers, tensorNumbers } from './tensorNumbers.ts';

/**
 * The small constants of a graph: initializers, Constant nodes, and values that follow from them. Exporters compute so an
 * exponent (1 / p), exponents for each channel (Tile, Reshape, Expand) or an eps. The nodes can run in `order`.
 */
export function foldConstants(
  graph: GraphProto,
  order: readonly number[],
  infos: ReadonlyMap<string, Info>,
): ReadonlyMap<string, Folded> {
  const known = new Map<string, Folded>();
  const put = (name: string, folded: Folded | undefined): void => {
    if (name !== '' && folded !== undefined && folded.data.length <= mostNumbers) known.set(name, folded);
  };
  for (const tensor of graph.initializer) {
    const data = tensorNumbers(tensor);
    if (data !== undefined) put(tensor.name, { dims: tensor.dims.map(Number), data });
  }
  for (const position of order) {
    const node = graph.node[position]!;
    const [name] = node.output;
    if (name === undefined || !isDefault(node.domain)) continue;
    // Whole numbers that shape inference knows are constants too.
    const { numbers, dims } = infos.get(name) ?? {};
    if (numbers?.every((one) => typeof one === 'number') && dims?.every((one) => typeof one === 'number')) {
      if (sizeOf(dims) === numbers.length) put(name, { dims, data: numbers });
    }
    if (known.has(name)) continue;
    const input = (at: number): Folded | undefined => known.get(node.input[at] ?? '');
    if (node.opType === 'Split') {
      split(input(0), node, infos).forEach((part, at) => {
        put(node.output[at]!, part);
      });
    } else if (node.opType === 'Constant') put(name, constantOf(node));
    else put(name, foldNode(node, { input, infos, most: mostNumbers }));
  }
  return known;
}

/** What a Constant node gives, if it is not longer than `most`. */
export function constantOf(node: NodeProto, most: number = mostNumbers): Folded | undefined {
  for (const { name, t, f, i, floats, ints } of node.attribute) {
    const data = name === 'value' && t !== undefined ? tensorNumbers(t, most) : undefined;
    if (data !== undefined) return { dims: t!.dims.map(Number), data };
    if (name === 'value_float') return { dims: [], data: [f] };
    if (name === 'value_int') return { dims: [], data: [Number(i)] };
    if (name === 'value_floats') return { dims: [floats.length], data: floats };
    if (name === 'value_ints') return { dims: [ints.length], data: ints.map(Number) };
  }
  return undefined;
}

/** The parts of a list. */
function split(
  x: Folded | undefined,
  { output }: NodeProto,
  infos: ReadonlyMap<string, Info>,
): readonly (Folded | undefined)[] {
  if (x?.dims.length !== 1) return [];
  let from = 0;
  return output.map((name) => {
    const length = infos.get(name)?.dims?.[0];
    if (typeof length !== 'number' || Number.isNaN(from)) return undefined;
    from += length;
    return { dims: [length], data: x.data.slice(from - length, from) };
  });
}
