import { intAttribute } from '../../shapes/attributes.ts';
import type { Counted, Meaning, Term } from '../meaning.ts';
import { extended, meaningsOf, type Operator, type Reading } from '../reading.ts';

/** The lengths of a value's axes, and those of the axes of the tokens that it is. */
const shape: Operator = (reading) => {
  const { node, position, info } = reading;
  const [value] = node.input;
  const rank = info(value).dims?.length;
  if (value === undefined || rank === undefined) return [];
  const chosen = Array.from({ length: rank }, (_, i) => i).slice(
    intAttribute(node, 'start') ?? 0,
    intAttribute(node, 'end') ?? rank,
  );
  const own = { of: 'axes', value, axes: chosen, less: chosen.map(() => 0) } as const;
  const all = [own, ...meaningsOf(reading, 0, 'term').flatMap((term) => ofBase(term, chosen))];
  const isList = chosen.length !== 1;
  const nodes = new Set([position]);
  return all.map((counted) => ({ kind: 'count', counted, isList, isLog: false, count: 1, nodes }));
};

/** Lengths of a value in terms of its base: each axis must be one of the base, whole or cut at its beginning only. */
function ofBase(
  { base, axes, windows, nodes }: Term,
  chosen: readonly number[],
): readonly Extract<Counted, { of: 'axes' }>[] {
  const pieces = chosen.map((axis) => axes[axis] ?? []);
  const isOne = pieces.every(([piece, more]) => piece?.length === undefined && more === undefined);
  const places = pieces.flatMap(([piece]) => (piece === undefined ? [] : [piece.axis]));
  const isCut = places.some((axis) => windows.get(axis)?.to !== undefined);
  if (nodes.size === 0 || !isOne || isCut || places.length !== chosen.length) return [];
  return [
    { of: 'axes', value: base, axes: places, less: places.map((axis) => windows.get(axis)?.from ?? 0) },
  ];
}

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
      const less = [...a.counted.less, ...b.counted.less];
      const nodes = new Set([...a.nodes, ...b.nodes]);
      return [extended({ ...a, nodes }, reading, { counted: { ...a.counted, axes, less } })];
    }),
  );
}

/** How tokens are counted. */
export const counts: Readonly<Record<string, Operator>> = { Shape: shape, ReduceProd: product };
