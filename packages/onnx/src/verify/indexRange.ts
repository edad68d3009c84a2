import type { Inspected } from '../edit/inspectModel.ts';
import { intAttribute } from '../shapes/attributes.ts';

/** Operators that give whole numbers on without making them larger. */
const handing: ReadonlySet<string> = new Set([
  ...['Cast', 'Clip', 'Concat', 'Expand', 'Flatten', 'Identity', 'Max', 'Min', 'Mul', 'Reshape', 'Slice'],
  ...['Squeeze', 'Transpose', 'Unsqueeze', 'Where'],
]);

/** Inputs of onnxruntime's embedding operator: for each input of indices that of its table (words, segments, positions). */
const embeddingTables: Readonly<Record<number, number>> = { 0: 2, 1: 4, 8: 3 };

/**
 * How many whole numbers, from 0 on, an input may have: the number of rows of the tables that it is an index of, also
 * through casts, sums and the like; infinity if there is no table. If a sum of several inputs is an index, the rows are
 * divided evenly among them.
 */
export function indexRange({ model, names, infos, live }: Inspected, input: string): number {
  let range = Number.POSITIVE_INFINITY;
  /** For each value that the input reaches: what was added to it, and how many inputs share the table. */
  const forms = new Map([[input, { added: 0, shared: 1 }]]);
  for (const [value, { added, shared }] of forms) {
    const learn = (rows: unknown): void => {
      if (typeof rows !== 'number') return;
      range = Math.min(range, Math.max(Math.floor((rows - 1 - added) / shared) + 1, 1));
    };
    for (const position of names.readers.get(value) ?? []) {
      const node = model.graph.node[position]!;
      const at = node.input.indexOf(value);
      const hand = (more: number, sharing: number): void => {
        const [result = ''] = node.output;
        if (result !== '' && !forms.has(result)) {
          forms.set(result, { added: added + more, shared: shared * sharing });
        }
      };
      if (node.opType === 'Gather' && at === 1) {
        learn(infos.get(node.input[0]!)?.dims?.at(intAttribute(node, 'axis') ?? 0));
      } else if (node.opType === 'EmbedLayerNormalization') {
        learn(infos.get(node.input[embeddingTables[at] ?? -1] ?? '')?.dims?.[0]);
      } else if (node.opType === 'Add') {
        const other = node.input[1 - at] ?? '';
        if (live.has(other)) hand(0, 2);
        else hand(Number(infos.get(other)?.numbers?.[0] ?? 0), 1);
      } else if (handing.has(node.opType)) hand(0, 1);
    }
  }
  return range;
}
