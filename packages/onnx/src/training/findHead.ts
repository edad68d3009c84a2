import type { Inspected } from '../edit/inspectModel.ts';
import { intAttribute } from '../shapes/attributes.ts';

/** The linear layer that gives the classes: `y = x W + b`. */
export interface Head {
  /** The value that it reads, `[batch, features]`. */
  readonly input: string;
  /** The output of the model that it ends in. */
  readonly output: string;
  readonly weight: string;
  readonly bias: string | undefined;
  readonly features: number;
  readonly classes: number;
  /** Whether the weight is `[classes, features]`; else `[features, classes]`. */
  readonly isTransposed: boolean;
  /** Values whose last axis counts classes. */
  readonly values: readonly string[];
}

/** What is behind a pooled value: the linear layer, or, without one, the output that it ends in. */
export interface Behind {
  readonly head?: Head;
  /** The output, if norms at most are on the way. */
  readonly end?: string;
}

const keepsFeatures = new Set(['LayerNormalization', 'Identity', 'Flatten', 'Dropout', 'BatchNormalization']);

/** Finds the linear layer behind a pooled value, if it is the last thing on the way to an output. */
export function findHead({ model, names }: Inspected, pooled: string): Behind {
  const { graph } = model;
  const dimsOf = (name: string | undefined): readonly number[] | undefined =>
    graph.initializer.find((one) => one.name === name)?.dims.map(Number);
  const outputs = new Set(graph.output.map(({ name }) => name));
  let value = pooled;
  let head: Head | undefined;
  let isPlain = true;
  for (let steps = 0; steps < 64; steps++) {
    if (outputs.has(value)) {
      if (head !== undefined) return { head: { ...head, output: value } };
      if (isPlain) return { end: value };
    }
    const readers = names.readers.get(value) ?? [];
    if (readers.length !== 1) return {};
    const node = graph.node[readers[0]!]!;
    const [next] = node.output;
    if (next === undefined) return {};
    const weight = node.input[1];
    const dims = dimsOf(weight);
    if (
      (node.opType === 'MatMul' || node.opType === 'Gemm') &&
      node.input[0] === value &&
      dims?.length === 2
    ) {
      const isTransposed = intAttribute(node, 'transB') === 1;
      const [rows = 0, columns = 0] = dims;
      head = {
        ...{ input: value, output: next, weight: weight!, isTransposed, values: [next] },
        bias: node.opType === 'Gemm' ? node.input[2] || undefined : undefined,
        features: isTransposed ? columns : rows,
        classes: isTransposed ? rows : columns,
      };
    } else if (head !== undefined) {
      const other = node.input.find((name) => name !== value);
      const isBias = node.opType === 'Add' && head.bias === undefined && dimsOf(other)?.length === 1;
      if (!isBias && node.opType !== 'Identity') return {};
      head = { ...head, bias: isBias ? other : head.bias, values: [...head.values, next] };
    } else if (!keepsFeatures.has(node.opType)) isPlain = false;
    value = next;
  }
  return {};
}
