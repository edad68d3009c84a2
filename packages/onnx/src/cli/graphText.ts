import type { Inspected } from '../edit/inspectModel.ts';
import { dataTypeName } from '../proto/onnx.ts';
import { nodeOrder } from '../shapes/nodeOrder.ts';
import { type Info, showDims } from '../shapes/shape.ts';

/** A node of a graph: what it gives, by which operator, of what. */
export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
}

/** A value by its name. Type and shape are `null` where nothing tells them, and for the inputs of a node that are no weights. */
interface GraphValue {
  readonly name: string;
  readonly dtype: string | null;
  readonly shape: readonly (number | string | null)[] | null;
  readonly isWeight: boolean;
}

/** The nodes of a graph in the order in which they run. */
export function graphNodes({ model: { graph }, infos }: Inspected): readonly GraphNode[] {
  const weights = new Set(graph.initializer.map(({ name }) => name));
  const asValue = (name: string): GraphValue => {
    const { type, dims }: Partial<Info> = infos.get(name) ?? {};
    return {
      name,
      dtype: type === undefined ? null : dataTypeName(type),
      shape: dims?.map((dim) => dim ?? null) ?? null,
      isWeight: weights.has(name),
    };
  };
  return nodeOrder(graph).map((position) => {
    const { opType, input, output } = graph.node[position]!;
    return {
      op: opType,
      inputs: input.filter((name) => name !== '').map(asValue),
      outputs: output.filter((name) => name !== '').map(asValue),
    };
  });
}

/** A node in a line: `logits float32 [N, 10] = Gemm(clsout, head.weight [10, 192], head.bias [10])`. */
export function graphLine({ op, inputs, outputs }: GraphNode): string {
  const given = outputs.map((value) => `${value.name} ${value.dtype ?? 'unknown type'} ${shapeOf(value)}`);
  const taken = inputs.map((value) => (value.isWeight ? `${value.name} ${shapeOf(value)}` : value.name));
  return `${given.join(', ')} = ${op}(${taken.join(', ')})`;
}

function shapeOf({ shape }: GraphValue): string {
  return showDims(shape?.map((dim) => dim ?? undefined));
}
