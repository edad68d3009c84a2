import { intAttribute } from '../../shapes/attributes.ts';
import { isToken } from '../algebra.ts';
import type { Largest, Meaning, Pooled, Term } from '../meaning.ts';
import { same } from '../numbers.ts';
import { plainPart } from '../plainPart.ts';
import { meaningsOf, moved, type Operator, type Reading, type Reduction, scalarOf } from '../reading.ts';
import { cutsOf } from './selections.ts';

/** Before this operator set, TopK has `k` as an attribute. Before the next one, it gives only the largest values. */
const inputSince = 10;

/** The `k` largest values of each channel; a second output tells their places. */
const topK: Operator = (reading) => {
  const { node, info, opset } = reading;
  const rank = info(node.input[0]).dims?.length;
  const k = opset < inputSince ? intAttribute(node, 'k') : scalarOf(reading, 1);
  const given = intAttribute(node, 'axis') ?? -1;
  const isOther = intAttribute(node, 'largest') === 0 || intAttribute(node, 'sorted') === 0;
  if (rank === undefined || isOther) return [];
  const axis = given < 0 ? given + rank : given;
  return meaningsOf(reading, 0, 'term').flatMap((term) => {
    // Exporters write a sort as a TopK of all tokens.
    const number = k ?? (isAll(reading, term, axis) ? Number.POSITIVE_INFINITY : 0);
    return number >= 1 ? largestOf(reading, term, axis, number) : [];
  });
};

/** Whether as many are asked for as there are. */
function isAll(reading: Reading, { base, axes }: Term, axis: number): boolean {
  const place = axes[axis]?.[0]?.axis;
  return meaningsOf(reading, 1, 'count').some(
    ({ counted, count }) =>
      counted.of === 'axes' && count === 1 && counted.value === base && counted.axes.join() === String(place),
  );
}

function largestOf({ position }: Reading, term: Term, axis: number, k: number): readonly Largest[] {
  const { base, axes, windows, nodes, steps } = term;
  const [piece, more] = axes[axis] ?? [];
  if (piece === undefined || more !== undefined || piece.length !== undefined || !isToken(term)) return [];
  const related = { base, axes, windows, steps: steps + 1, nodes: new Set(nodes).add(position) };
  return [{ kind: 'largest', ...related, over: piece.axis, k }];
}

/** The mean or the sum of the largest values of each channel. */
export function reducedLargest(reading: Reading, { axes: gone, keep }: Reduction): readonly Meaning[] {
  const { opType } = reading.node;
  const [axis, more] = gone;
  if (axis === undefined || more !== undefined || !(opType === 'ReduceMean' || opType === 'ReduceSum'))
    return [];
  return meaningsOf(reading, 0, 'largest').flatMap((largest): readonly Pooled[] => {
    const { base, axes, windows, over, k, nodes, steps } = largest;
    if (axes[axis]?.[0]?.axis !== over || !Number.isFinite(k)) return [];
    return [
      {
        kind: 'pooled',
        base,
        windows,
        axes: axes.flatMap((one, i) => (i !== axis ? [one] : keep ? [[]] : [])),
        over: [over],
        mask: undefined,
        isMoved: false,
        nodes: new Set(nodes).add(reading.position),
        steps: steps + 1,
        what: plainPart('topK', {
          prefix: windows.get(over)?.from ?? 0,
          factor: same(opType === 'ReduceMean' ? 1 : k),
          k,
        }),
      },
    ];
  });
}

/** The first of those that were sorted. */
const slice: Operator = (reading) => {
  const [cut, more] = cutsOf(reading) ?? [];
  if (cut === undefined || more !== undefined) return [];
  const [given, from, to] = cut;
  return meaningsOf(reading, 0, 'largest').flatMap((largest) => {
    const axis = given < 0 ? given + largest.axes.length : given;
    const isFirst = from === 0 && to >= 1 && largest.axes[axis]?.[0]?.axis === largest.over;
    return isFirst ? [moved(largest, reading, { k: Math.min(largest.k, to) })] : [];
  });
};

/** The largest values of each channel. */
export const largests: Readonly<Record<string, Operator>> = { TopK: topK, Slice: slice };
