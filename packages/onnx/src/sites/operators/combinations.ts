import { intAttribute } from '../../shapes/attributes.ts';
import { windowLength } from '../axes.ts';
import { finish } from '../finish.ts';
import type { Meaning, Part, Pooled, Whole } from '../meaning.ts';
import { areAll, type Numbers } from '../numbers.ts';
import { meaningsOf, type Operator, type Reading, type Reduction } from '../reading.ts';

/** The most parts of a pooling. In a chain of additions, each could double their number. */
const mostParts = 64;

/** The poolings that an input may be. */
function pooledOf(reading: Reading, at: number): readonly Pooled[] {
  return reading.meanings(reading.node.input[at]).flatMap((meaning): readonly Pooled[] => {
    if (meaning.kind === 'pooled') return [meaning];
    const whole = meaning.kind === 'sum' ? finish(meaning, reading.info) : undefined;
    return whole === undefined ? [] : [whole];
  });
}

/** Poolings of the same tokens, one for each input; one such list for each base that all inputs have in common. */
function together(reading: Reading): readonly (readonly Pooled[])[] {
  const inputs = reading.node.input.map((_, at) => pooledOf(reading, at));
  const [first = []] = inputs;
  if (inputs.length < 2 || inputs.length > mostParts) return [];
  const bases = [...new Set(first.map(({ base }) => base))];
  return bases.flatMap((base) => {
    const row = inputs.map((list) =>
      list
        .filter((one) => one.base === base)
        .reduce<Pooled | undefined>((best, one) => (best && best.steps >= one.steps ? best : one), undefined),
    );
    if (!row.every((one) => one !== undefined)) return [];
    const [head] = row;
    // The class token and the distillation token are two sites, so that each may be replaced.
    if (row.every(({ what }) => what.type === 'part' && what.what === 'token')) return [];
    const isLike = row.every(
      ({ axes, over }) =>
        JSON.stringify(axes) === JSON.stringify(head!.axes) && over.length === head!.over.length,
    );
    return isLike && maskOf(row) !== undefined ? [row] : [];
  });
}

/**
 * The mask that all parts or some of them read; `undefined` where they read different masks. A part that chooses a token by
 * its number does not count, since no mask changes it.
 */
function maskOf(row: readonly Pooled[]): Pick<Pooled, 'mask' | 'isPartlyMasked'> | undefined {
  const parts = row.filter(({ what }) => what.type !== 'part' || typeof what.index !== 'number');
  const masked = parts.filter(({ mask }) => mask !== undefined);
  const mask = masked[0]?.mask;
  if (masked.some((one) => one.mask?.name !== mask?.name)) return undefined;
  const isPartly = masked.length < parts.length || masked.some(({ isPartlyMasked }) => isPartlyMasked);
  return { mask, isPartlyMasked: mask !== undefined && isPartly };
}

/** Poolings of the same tokens that are added up. */
export function addedUp(reading: Reading, signs: readonly number[]): readonly Meaning[] {
  return together(reading).flatMap((row) => sumOfRow(reading, row, signs));
}

/** The mean or the sum of poolings that were stacked. */
export function reducedStack(reading: Reading, { axes: gone, keep }: Reduction): readonly Meaning[] {
  const { opType } = reading.node;
  if (!(opType === 'ReduceMean' || opType === 'ReduceSum')) return [];
  return meaningsOf(reading, 0, 'stack').flatMap(({ row, axis, nodes }) => {
    if (gone.length !== 1 || gone[0] !== axis) return [];
    const left = row.map((one) => ({
      ...one,
      nodes: new Set([...one.nodes, ...nodes]),
      axes: keep ? one.axes : one.axes.filter((_, i) => i !== axis),
    }));
    const weight = opType === 'ReduceMean' ? 1 / row.length : 1;
    return sumOfRow(
      reading,
      left,
      row.map(() => weight),
    );
  });
}

function sumOfRow(reading: Reading, row: readonly Pooled[], signs: readonly number[]): readonly Meaning[] {
  if (row.some(({ windows, over }) => channelWindow(windows, over) !== undefined)) return [];
  const parts: Part[] = [];
  const weights: number[] = [];
  for (const [i, { what }] of row.entries()) {
    const weighted = weightedParts(what);
    if (weighted === undefined) return [];
    parts.push(...weighted.parts);
    weights.push(...weighted.weights.map((weight) => weight * (signs[i] ?? 1)));
  }
  return parts.length > mostParts ? [] : [joined(reading, row, { type: 'mix', parts, weights })];
}

function weightedParts(what: Whole): Pick<Extract<Whole, { type: 'mix' }>, 'parts' | 'weights'> | undefined {
  if (what.type === 'mix') return what;
  if (what.type === 'concat' || what.factor.axis !== undefined) return undefined;
  return { parts: [{ ...what, factor: { list: [1] } }], weights: [what.factor.list[0]!] };
}

function joined(reading: Reading, row: readonly Pooled[], what: Whole): Pooled {
  const [head] = row;
  const nodes = new Set(row.flatMap((one) => [...one.nodes])).add(reading.position);
  const steps = row.reduce((sum, one) => sum + one.steps, 1);
  // Windows along the tokens are left out, since each part has its own prefix.
  const windows = new Map([...head!.windows].filter(([axis]) => !head!.over.includes(axis)));
  return { ...head!, ...maskOf(row), windows, nodes, steps, what, isMoved: false };
}

/** The axis of channels, if only some of the channels are pooled. */
function channelWindow(windows: Pooled['windows'], over: readonly number[]): number | undefined {
  return [...windows.keys()].find((axis) => !over.includes(axis));
}

/** Poolings of the same tokens side by side. Poolings of groups of channels become one pooling again. */
const concat: Operator = (reading) => {
  const { node, info } = reading;
  const axis = intAttribute(node, 'axis') ?? 0;
  return together(reading).flatMap((row): readonly Meaning[] => {
    const [head] = row;
    const place = axis < 0 ? axis + head!.axes.length : axis;
    const pieces = head!.axes[place] ?? [];
    const [piece] = pieces;
    if (piece === undefined && place in head!.axes) {
      const nodes = new Set([reading.position]);
      return [{ kind: 'stack', row, axis: place, nodes }];
    }
    if (piece === undefined || pieces.length > 1 || head!.over.includes(piece.axis) || piece.axis === 0)
      return [];
    const dims = info(head!.base).dims ?? [];
    if (row.every(({ windows }) => windows.has(piece.axis)))
      return oneOfGroups(reading, row, piece.axis, dims.length);
    if (row.some(({ windows, over }) => channelWindow(windows, over) !== undefined)) return [];
    const parts: Part[] = [];
    for (const { what } of row) {
      if (what.type === 'mix') return [];
      const own = what.type === 'concat' ? what.parts : [what];
      if (own.some(({ factor }) => !areAll(factor, 1))) return [];
      parts.push(...own);
    }
    return parts.length > mostParts ? [] : [joined(reading, row, { type: 'concat', parts })];
  });
};

/** One pooling for groups that together are all channels in order, pooled in the same way except for the exponent. */
function oneOfGroups(
  reading: Reading,
  row: readonly Pooled[],
  axis: number,
  rank: number,
): readonly Meaning[] {
  const dims = reading.info(row[0]!.base).dims ?? [];
  let next = 0;
  const exponents: number[] = [];
  const [first] = row;
  for (const { windows, what } of row) {
    const window = windows.get(axis)!;
    const length = windowLength(dims, windows, axis);
    if (window.from !== next || typeof length !== 'number' || what.type !== 'part') return [];
    if (first!.what.type !== 'part' || !isLike(what, first!.what)) return [];
    next += length;
    const list = what.p.axis === undefined ? new Array<number>(length).fill(what.p.list[0]!) : what.p.list;
    exponents.push(...list);
  }
  if (next !== dims[axis] || rank !== dims.length || first!.what.type !== 'part') return [];
  const p: Numbers = { axis, list: exponents };
  const whole = joined(reading, row, { ...first!.what, p });
  const windows = new Map([...first!.windows].filter(([one]) => one !== axis));
  return [{ ...whole, windows }];
}

function isLike(a: Part, b: Part): boolean {
  return (
    a.what === b.what &&
    a.prefix === b.prefix &&
    a.index === b.index &&
    a.rule.abs === b.rule.abs &&
    a.rule.floor === b.rule.floor &&
    a.added === b.added &&
    areAll(a.factor, 1) &&
    areAll(b.factor, 1) &&
    a.what !== 'lse' &&
    a.what !== 'attention'
  );
}

/** Several poolings that become one vector. */
export const combinations: Readonly<Record<string, Operator>> = {
  Concat: concat,
  Sum: (reading) => addedUp(reading, []),
  Mean: (reading) => {
    const count = reading.node.input.length;
    return addedUp(
      reading,
      reading.node.input.map(() => 1 / count),
    );
  },
};
