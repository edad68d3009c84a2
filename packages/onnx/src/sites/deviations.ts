import type { NodeProto } from '../proto/onnx.ts';
import type { Meaning, Pooled } from './meaning.ts';

/** What is known of a graph after the meanings of its values were read. */
export interface Read {
  readonly nodes: readonly NodeProto[];
  readonly producer: ReadonlyMap<string, number>;
  readonly meanings: ReadonlyMap<string, readonly Meaning[]>;
}

const unary: ReadonlySet<string> = new Set(['Pow', 'Abs', 'Cast', 'Identity']);

/**
 * Whether squares or absolute values of the differences of tokens from their own mean are pooled. Such a variance or
 * deviation says how tokens differ, so that no pooling of the tokens can replace it.
 */
export function isDeviation({ base, over, what }: Pooled, { nodes, producer, meanings }: Read): boolean {
  const isEven = what.type === 'part' && (what.rule.abs || what.p.list.every((p) => p % 2 === 0 && p !== 0));
  let isSquare = isEven;
  let at = base;
  for (let step = 0; step < 4; step++) {
    const node = nodes[producer.get(at) ?? -1];
    const [first, second] = node?.input ?? [];
    if (node === undefined || first === undefined) return false;
    if (node.opType === 'Sub' || node.opType === 'Add') {
      return (
        isSquare &&
        (isMean(second, over, meanings) || (node.opType === 'Add' && isMean(first, over, meanings)))
      );
    }
    if (!unary.has(node.opType) && !(node.opType === 'Mul' && first === second)) return false;
    isSquare ||= node.opType !== 'Cast' && node.opType !== 'Identity';
    at = first;
  }
  return false;
}

/** Whether a value is a mean over those axes. */
function isMean(name: string | undefined, over: readonly number[], meanings: Read['meanings']): boolean {
  const isSame = (axes: readonly number[]): boolean => [...axes].sort().join() === [...over].sort().join();
  return (meanings.get(name ?? '') ?? []).some(
    (one) => (one.kind === 'sum' || one.kind === 'pooled') && isSame(one.over),
  );
}
