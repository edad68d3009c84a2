import { finish } from '../finish.ts';
import type { Link, Meaning, Pooled, Sum } from '../meaning.ts';
import { areAll } from '../numbers.ts';
import { plainPart } from '../plainPart.ts';
import { extended, type Reading, type Reduction } from '../reading.ts';
import { reducedAxes } from './reducedAxes.ts';

/** What an axis of a map is reduced by. */
export type Reducer = 'mean' | 'sum' | 'max' | 'min';

/**
 * A map is often reduced one axis after the other: means of means, sums of sums and the largest of the largest are one
 * pooling. Different reductions one after the other are a pooling too, but no spec expresses it. They are read as one, since
 * a pooling in place of the second alone would run after the first.
 */
export function inTurn(reading: Reading, reduction: Reduction, reducer: Reducer): readonly Meaning[] {
  return reading.meanings(reading.node.input[0]).flatMap((meaning): readonly Meaning[] => {
    if (meaning.kind !== 'sum' && meaning.kind !== 'pooled') return [];
    const reduced = reducedAxes(reading, meaning, reduction);
    if (reduced === undefined || reduced.over.length === 0) return [];
    const over = [...meaning.over, ...reduced.over];
    const change = { axes: reduced.axes, over };
    const isLike = meaning.kind === 'sum' ? isRepeated(meaning, reducer) : isExtreme(meaning, reducer);
    if (isLike) return [extended<Sum | Pooled>(meaning, reading, change)];
    const first = meaning.kind === 'sum' ? finish(meaning, reading.info) : meaning;
    const links = first && linksOf(first);
    if (links === undefined || reducer === 'sum') return [];
    const what = plainPart('inTurn', { links: [...links, { what: reducer, over: reduced.over }] });
    return [extended({ ...first!, what }, reading, change)];
  });
}

/** Whether the same reduction over a further axis is one reduction over all: no root was taken, and channels are alike. */
function isRepeated(sum: Sum, reducer: Reducer): boolean {
  const isPlain = !sum.isLog && areAll(sum.k, 1) && sum.mask === undefined && sum.shift === 0;
  const isOne = [sum.p, sum.factor].every(({ axis }) => axis === undefined);
  if (!isPlain || !isOne) return false;
  if (reducer === 'sum') return sum.counted === undefined && areAll(sum.count, 0);
  return reducer === 'mean' && sum.counted?.of === 'tokens' && areAll(sum.count, -1);
}

const isExtreme = ({ what }: Pooled, reducer: Reducer): boolean =>
  what.type === 'part' && (reducer === 'max' || reducer === 'min') && what.what === reducer;

/** The reductions so far, if each of them reduced whole axes of a map. */
function linksOf({ what, over, mask, windows }: Pooled): readonly Link[] | undefined {
  if (what.type !== 'part' || mask !== undefined || windows.size > 0 || !areAll(what.factor, 1))
    return undefined;
  if (what.what === 'inTurn') return what.links;
  const isPlain = what.what === 'mean' || what.what === 'max' || what.what === 'min' || what.what === 'power';
  return isPlain && what.added === undefined ? [{ what: what.what, over }] : undefined;
}
