import { intAttribute } from '../../shapes/attributes.ts';
import type { Meaning } from '../meaning.ts';
import { extended, meaningsOf, type Operator, type Reading } from '../reading.ts';

/** The lengths of a value's axes. */
const shape: Operator = ({ node, position, info }) => {
  const [value] = node.input;
  const rank = info(value).dims?.length;
  if (value === undefined || rank === undefined) return [];
  const axes = Array.from({ length: rank }, (_, i) => i).slice(
    intAttribute(node, 'start') ?? 0,
    intAttribute(node, 'end') ?? rank,
  );
  const counted = { of: 'axes', value, axes } as const;
  return [
    { kind: 'count', counted, isList: axes.length !== 1, isLog: false, count: 1, nodes: new Set([position]) },
  ];
};

/** The product of lengths: the tokens of a map. */
const product: Operator = (reading) =>
  meaningsOf(reading, 0, 'count').flatMap((count) =>
    count.isList && count.count === 1 ? [extended(count, reading, { isList: false })] : [],
  );

/** Height times width. */
export function countsMultiplied(reading: Reading): readonly Meaning[] {
  const others = meaningsOf(reading, 1, 'count');
  return meaningsOf(reading, 0, 'count').flatMap((a) =>
    others.flatMap((b) => {
      if (a.isList || b.isList || a.isLog || b.isLog || a.count !== 1 || b.count !== 1) return [];
      if (a.counted.of !== 'axes' || b.counted.of !== 'axes' || a.counted.value !== b.counted.value)
        return [];
      const axes = [...a.counted.axes, ...b.counted.axes];
      const nodes = new Set([...a.nodes, ...b.nodes]);
      return [extended({ ...a, nodes }, reading, { counted: { ...a.counted, axes } })];
    }),
  );
}

/** How tokens are counted. */
export const counts: Readonly<Record<string, Operator>> = { Shape: shape, ReduceProd: product };
