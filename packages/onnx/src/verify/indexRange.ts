import type { Inspected } from '../edit/inspectModel.ts';
import { intAttribute } from '../shapes/attributes.ts';

/** Operators that hand whole numbers on without making them larger. */
const handing: ReadonlySet<string> = new Set([
  ...['Cast', 'Clip', 'Concat', 'Expand', 'Flatten', 'Identity', 'Max', 'Min', 'Mul', 'Reshape', 'Slice'],
  ...['Squeeze', 'Transpose', 'Unsqueeze', 'Where'],
]);

/** Where the table of each input stands among the inputs of onnxruntime's own operator: words, segments, positions. */
const embeddingTables: Readonly<Record<number, number>> = { 0: 2, 1: 4, 8: 3 };

/**
 * How many whole numbers from 0 on an input may have: the rows of the tables that it is an index of, through casts, sums
 * and the like; infinity where there is none. What several inputs index with their sum is shared evenly.
 */
export function indexRange({ model, names, infos, live }: Inspected, input: string): number {
  let range = Number.POSITIVE_INFINITY;
  /** Of each value that the input comes to: what is added to it, and by how many inputs the table is shared. */
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
