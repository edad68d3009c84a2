import { intAttribute, intsAttribute } from '../../shapes/attributes.ts';
import type { Dim } from '../../shapes/shape.ts';
import { isToken } from '../algebra.ts';
import type { Mask, Meaning, Pooled, Sum, Term, Window } from '../meaning.ts';
import { plainPart } from '../plainPart.ts';
import { extended, listOf, meaningsOf, moved, type Operator, type Reading } from '../reading.ts';
import { windowed } from './moves.ts';

/** Which token is chosen; `index` is `undefined` where it differs from image to image. */
interface Choice {
  readonly axis: number;
  readonly index: number | undefined;
  /** Whether its axis stays, 1 long. */
  readonly keep: boolean;
}

/** One token of each image, where the axis is one of tokens. */
function tokenAt(reading: Reading, term: Term, { axis, index, keep }: Choice): readonly Pooled[] {
  const pieces = term.axes[axis] ?? [];
  const [piece, more] = pieces;
  const rank = reading.info(term.base).dims?.length;
  if (rank !== 3 || term.axes.length !== 3 || !isToken(term)) return [];
  if (piece === undefined || more !== undefined || piece.length !== undefined) return [];
  const window = term.windows.get(piece.axis);
  if (window !== undefined && (index === undefined || (index < 0 && window.to !== undefined))) return [];
  const windows = new Map(term.windows);
  windows.delete(piece.axis);
  const axes = keep
    ? term.axes.map((one, i) => (i === axis ? [] : one))
    : term.axes.filter((_, i) => i !== axis);
  const counted = index === undefined || index < 0 ? index : index + (window?.from ?? 0);
  return [
    {
      kind: 'pooled',
      base: term.base,
      axes,
      windows,
      nodes: new Set(term.nodes).add(reading.position),
      steps: term.steps + 1,
      over: [piece.axis],
      mask: undefined,
      isMoved: false,
      what: plainPart('token', { index: counted }),
    },
  ];
}

/** `x[:, 0]`, and `x[:, 0:1]` by a list of one index; of the lengths of a value, one. */
const gather: Operator = (reading) => {
  const { node, info } = reading;
  const { dims } = info(node.input[1]);
  const numbers = listOf(reading, 1);
  const axis = intAttribute(node, 'axis') ?? 0;
  const lengths = meaningsOf(reading, 0, 'count').flatMap((count) => picked(reading, count, numbers));
  const [index] = numbers ?? [];
  if (numbers?.length !== 1 || typeof index !== 'number' || dims === undefined || dims.length > 1)
    return lengths;
  return [
    ...lengths,
    ...onlyEntry(reading, axis, { index, keep: dims.length === 1 }),
    ...meaningsOf(reading, 0, 'term').flatMap((term) =>
      tokenAt(reading, term, {
        axis: axis < 0 ? axis + term.axes.length : axis,
        index,
        keep: dims.length === 1,
      }),
    ),
  ];
};

/** The only entry of an axis that a sum or a pooling kept. */
function onlyEntry(
  reading: Reading,
  given: number,
  { index, keep }: Omit<Choice, 'axis'>,
): readonly Meaning[] {
  if (index !== 0 && index !== -1) return [];
  return reading.meanings(reading.node.input[0]).flatMap((one): readonly Meaning[] => {
    if (one.kind !== 'sum' && one.kind !== 'pooled') return [];
    const axis = given < 0 ? given + one.axes.length : given;
    if (one.axes[axis]?.length !== 0) return [];
    const axes = keep ? one.axes : one.axes.filter((_, i) => i !== axis);
    return [moved<Sum | Pooled>(one, reading, { axes })];
  });
}

/** Lengths that are picked from a Shape by their positions. */
function picked(
  reading: Reading,
  count: Extract<Meaning, { kind: 'count' }>,
  places: readonly Dim[] | undefined,
): readonly Meaning[] {
  if (!count.isList || count.counted.of !== 'axes') return [];
  const { counted } = count;
  const pick = (list: readonly number[]): readonly (number | undefined)[] | undefined =>
    places?.map((place) => (typeof place === 'number' ? list.at(place) : undefined));
  const [axes, less] = [pick(counted.axes), pick(counted.less)];
  const isKnown = (list: typeof axes): list is readonly number[] =>
    list?.every((one) => one !== undefined) === true;
  if (!isKnown(axes) || !isKnown(less)) return [];
  return [extended(count, reading, { counted: { ...counted, axes, less }, isList: axes.length !== 1 })];
}

/** The part of an axis that a Slice keeps; a very large `to` stands for the end. */
type Cut = readonly [axis: number, from: number, to: number];

/** The parts that a Slice keeps; `undefined` where they are not known, or where its step is not 1. */
export function cutsOf(reading: Reading): readonly Cut[] | undefined {
  const { node } = reading;
  const list = (at: number, name: string): readonly Dim[] | undefined =>
    (node.input[at] ?? '') === '' ? intsAttribute(node, name) : listOf(reading, at);
  const [starts, ends] = [list(1, 'starts'), list(2, 'ends')];
  const axes = list(3, 'axes') ?? ((node.input[3] ?? '') === '' ? starts?.map((_, i) => i) : undefined);
  const steps = list(4, 'steps') ?? ((node.input[4] ?? '') === '' ? axes?.map(() => 1) : undefined);
  if (starts === undefined || ends === undefined || axes === undefined || steps === undefined)
    return undefined;
  if (![...starts, ...ends, ...axes, ...steps].every((x) => typeof x === 'number')) return undefined;
  if (steps.some((step) => step !== 1) || ends.length !== starts.length || axes.length !== starts.length)
    return undefined;
  return axes.map((axis, i) => [axis, starts[i], ends[i]] as Cut);
}

/** `x[:, 0:1]` is a token, `x[:, 1:]` the tokens after a prefix, `x[..., 0:64]` a group of channels. */
const slice: Operator = (reading) => {
  const cuts = cutsOf(reading);
  if (cuts === undefined) return [];
  const lengths = meaningsOf(reading, 0, 'count').flatMap((count) => {
    const [, from, to] = cuts[0] ?? [0, 0, 0];
    const all = count.counted.of === 'axes' ? count.counted.axes.map((_, i) => i) : [];
    return cuts.length === 1 ? picked(reading, count, all.slice(from, to)) : [];
  });
  return [
    ...lengths,
    ...meaningsOf(reading, 0, 'term').flatMap((term) => cut(reading, term, cuts)),
    ...meaningsOf(reading, 0, 'mask').flatMap((mask) => cutMask(reading, mask, cuts)),
  ];
};

/** The mask of the tokens after a prefix. */
function cutMask(reading: Reading, mask: Mask, cuts: readonly Cut[]): readonly Mask[] {
  let { from } = mask;
  for (const [axis, start, end] of cuts) {
    const isAll = end >= 2 ** 31 - 1;
    if (start === 0 && isAll) continue;
    const isTokens = mask.axes[axis < 0 ? axis + mask.axes.length : axis] === 1;
    // A mask that was divided by its sum no longer adds up to 1 after a cut.
    if (!isTokens || !isAll || start < 0 || mask.isDivided) return [];
    from += start;
  }
  return [moved(mask, reading, { from })];
}

function cut(reading: Reading, term: Term, cuts: readonly Cut[]): readonly Meaning[] {
  const dims = reading.info(term.base).dims ?? [];
  const before = reading.info(reading.node.input[0]).dims;
  const real = cuts
    .map(([axis, from, to]) => [axis < 0 ? axis + term.axes.length : axis, from, to] as const)
    .filter(([axis, from, to]) => !(from === 0 && (to >= 2 ** 31 - 1 || to === before?.[axis])));
  const [only, more] = real;
  if (only === undefined) return [moved(term, reading, {})];
  const isOne = more === undefined && (only[2] - only[1] === 1 || (only[1] === -1 && only[2] >= 2 ** 31 - 1));
  const tokens = isOne ? tokenAt(reading, term, { axis: only[0], index: only[1], keep: true }) : [];
  let windows: ReadonlyMap<number, Window> | undefined = term.windows;
  let left: Term = term;
  for (const [axis, from, to] of real) {
    windows = windowed(left, axis, from, to, dims);
    if (windows === undefined) return tokens;
    left = { ...left, windows };
  }
  return [...tokens, moved(left, reading, {})];
}

/** A token at another position in each image, `x[arange(n), positions]`, such as the last one of a text. */
const gatherEach: Operator = (reading) => {
  const indices = reading.info(reading.node.input[1]).dims;
  const isPair = indices?.length === 2 && indices[1] === 2;
  if (!isPair || (intAttribute(reading.node, 'batch_dims') ?? 0) !== 0) return [];
  return meaningsOf(reading, 0, 'term').flatMap((term) =>
    term.nodes.size > 0 ? [] : tokenAt(reading, term, { axis: 1, index: undefined, keep: false }),
  );
};

/** Choices of one token or of a part of the axes. */
export const selections: Readonly<Record<string, Operator>> = {
  Gather: gather,
  Slice: slice,
  GatherND: gatherEach,
};

/** Groups of channels of a Split, one an output; the class token and the patches, where it cuts the tokens. */
export function splitParts(reading: Reading): readonly (readonly Meaning[])[] {
  const { node, info } = reading;
  const dims = node.output.map((name) => info(name).dims);
  return node.output.map((_, output) =>
    meaningsOf(reading, 0, 'term').flatMap((term) => {
      const axis = intAttribute(node, 'axis') ?? 0;
      const place = axis < 0 ? axis + term.axes.length : axis;
      const lengths = dims.map((one) => one?.[place]).slice(0, output + 1);
      const isLast = output === node.output.length - 1;
      const before = lengths.slice(0, output);
      if (!before.every((one) => typeof one === 'number')) return [];
      const from = before.reduce((a, b) => a + b, 0);
      const length = lengths[output];
      if (typeof length !== 'number' && !isLast) return [];
      const to = typeof length === 'number' ? from + length : 2 ** 31 - 1;
      return cut(reading, term, [[place, from, to]]);
    }),
  );
}
