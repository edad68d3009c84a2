import { dataType, type NodeProto } from '../../proto/onnx.ts';
import { intAttribute, intsAttribute } from '../../shapes/attributes.ts';
import { axesOf } from '../../shapes/outputInfos.ts';
import type { Dim } from '../../shapes/shape.ts';
import { isToken } from '../algebra.ts';
import { reshaped } from '../axes.ts';
import type {
  Index,
  Largest,
  Mask,
  Meaning,
  Piece,
  Pooled,
  Scores,
  Sum,
  Term,
  Weights,
  Window,
} from '../meaning.ts';
import { extended, listOf, moved, type Operator, type Reading } from '../reading.ts';

type Placed = Term | Largest | Sum | Pooled | Scores;

/** What the axes of a value become. */
type Move = (reading: Reading, placed: Placed) => readonly (readonly Piece[])[] | undefined;

const floats: readonly (number | undefined)[] = [
  dataType.float32,
  dataType.float16,
  dataType.float64,
  dataType.bfloat16,
];

function moving(
  move: Move,
  ofMask: (node: NodeProto, mask: Pick<Mask, 'axes'>, reading: Reading) => Mask['axes'] | undefined,
): Operator {
  return (reading) =>
    reading.meanings(reading.node.input[0]).flatMap((meaning): readonly Meaning[] => {
      if (meaning.kind === 'count') {
        const axes = meaning.axes && ofMask(reading.node, { axes: meaning.axes }, reading);
        return meaning.isList ? [] : [extended(meaning, reading, { axes })];
      }
      if (meaning.kind === 'mask' || meaning.kind === 'index') {
        const axes = ofMask(reading.node, meaning, reading);
        return axes === undefined ? [] : [extended<Mask | Index>(meaning, reading, { axes })];
      }
      if (meaning.kind === 'weights') {
        const axes = ofWeights(reading, meaning);
        return axes === undefined ? [] : [extended(meaning, reading, { axes })];
      }
      if (meaning.kind === 'query' || meaning.kind === 'weighted' || meaning.kind === 'stack') return [];
      const axes = move(reading, meaning);
      if (axes === undefined) return [];
      const after = moved<Placed>(meaning, reading, { axes });
      // If this step joins groups of channels into one axis, the pooling is complete only after it.
      const isJoined = isSplit(meaning) && !isSplit(after);
      return [isJoined && 'isMoved' in after ? { ...after, isMoved: false } : after];
    });
}

/** The new position of the axis that a softmax went over, in a step that adds or removes only axes of length 1. */
function ofWeights({ node, info }: Reading, { axes }: Weights): Weights['axes'] | undefined {
  if (node.opType === 'Transpose') return permuted(node, axes);
  const [before, after] = [info(node.input[0]).dims, info(node.output[0]).dims];
  if (before === undefined || after === undefined) return undefined;
  const long = before.flatMap((dim, i) => (dim === 1 ? [] : [{ dim, isOver: axes[i] ?? false }]));
  const left = after.filter((dim) => dim !== 1);
  if (long.length !== left.length || !long.every(({ dim }, i) => dim === left[i])) return undefined;
  let next = 0;
  return after.map((dim) => dim !== 1 && long[next++]!.isOver);
}

function isSplit({ axes }: Placed): boolean {
  return axes.some((pieces) => pieces.some(({ length }) => length !== undefined));
}

function from(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

const wantedDims = ({ node, info }: Reading): readonly Dim[] | undefined => info(node.output[0]).dims;

const reshape = moving(
  (reading, placed) => {
    const wanted = wantedDims(reading);
    return wanted && reshaped(placed, reading.info(placed.base).dims ?? [], wanted);
  },
  (_, { axes }, reading) => {
    const wanted = wantedDims(reading);
    const isThere = axes.filter((axis) => axis !== undefined);
    if (wanted === undefined) return undefined;
    // An axis of length 1 was added at the end. The batch may also have length 1, so that lengths alone would not tell.
    if (wanted.length === isThere.length + 1 && wanted.at(-1) === 1) return [...isThere, undefined];
    return spread(isThere, axes, reading.info(reading.node.input[0]).dims, wanted);
  },
);

/** The new positions of axes in a step that adds or removes only axes of length 1; one length may be open. */
function spread<T>(
  isThere: readonly T[],
  axes: readonly (T | undefined)[],
  before: readonly Dim[] | undefined,
  wanted: readonly Dim[],
): readonly (T | undefined)[] | undefined {
  const lengths = before?.filter((_, i) => axes[i] !== undefined);
  const left = wanted.filter((dim) => dim !== 1);
  const isLike = (dim: Dim, i: number): boolean => dim === lengths?.[i] || dim === undefined;
  const open = left.filter((dim) => dim === undefined).length;
  if (left.length !== isThere.length || open > 1 || !left.every(isLike)) return undefined;
  let next = 0;
  return wanted.map((dim) => (dim === 1 ? undefined : isThere[next++]));
}

const givenAxes = ({ node, info }: Reading): readonly number[] | undefined =>
  axesOf(node, (at) => info(node.input[at]));

const squeeze = moving(
  (reading, { axes }) => {
    const gone = givenAxes(reading)?.map((axis) => from(axis, axes.length));
    if (gone?.every((axis) => axes[axis]?.length === 0) === false) return undefined;
    return axes.filter((pieces, i) => (gone === undefined ? pieces.length > 0 : !gone.includes(i)));
  },
  (_, { axes }, reading) => {
    const gone = givenAxes(reading)?.map((axis) => from(axis, axes.length));
    return gone?.every((axis) => axes[axis] === undefined)
      ? axes.filter((_, i) => !gone.includes(i))
      : undefined;
  },
);

function withAxes<T>(
  axes: readonly T[],
  added: readonly number[] | undefined,
  none: T,
): readonly T[] | undefined {
  if (added === undefined) return undefined;
  const rank = axes.length + added.length;
  const places = new Set(added.map((axis) => from(axis, rank)));
  const left = [...axes];
  return Array.from({ length: rank }, (_, i) => (places.has(i) ? none : left.shift()!));
}

const unsqueeze = moving(
  (reading, { axes }) => withAxes(axes, givenAxes(reading), []),
  (_, { axes }, reading) => withAxes(axes, givenAxes(reading), undefined),
);

const transpose = moving(
  ({ node }, { axes }) => permuted(node, axes),
  (node, { axes }) => permuted(node, axes),
);

function permuted<T>(node: NodeProto, axes: readonly T[]): readonly T[] | undefined {
  const perm = intsAttribute(node, 'perm') ?? axes.map((_, i) => axes.length - 1 - i);
  return perm.length === axes.length && perm.every((axis) => axis in axes)
    ? perm.map((axis) => axes[axis]!)
    : undefined;
}

const same = moving(
  (_, { axes }) => axes,
  (_, { axes }) => axes,
);

/** A change of the float type changes nothing; masks and numbers of tokens may come as whole numbers. */
const cast: Operator = (reading) => {
  const { node, info } = reading;
  const [to, before] = [intAttribute(node, 'to'), info(node.input[0]).type];
  const meanings = same(reading);
  return floats.includes(to) && floats.includes(before)
    ? meanings
    : meanings.filter(
        (one) => one.kind === 'count' || one.kind === 'index' || (one.kind === 'mask' && !one.isDivided),
      );
};

/** Repeats a mask or an index along the channels. */
const expand: Operator = (reading) =>
  reading.meanings(reading.node.input[0]).flatMap((meaning): readonly Meaning[] => {
    const rank = reading.info(reading.node.output[0]).dims?.length;
    const wide = (axes: Mask['axes']): Mask['axes'] => [
      ...new Array<undefined>(Math.max((rank ?? 0) - axes.length, 0)).fill(undefined),
      ...axes,
    ];
    if (meaning.kind === 'count' && !meaning.isList)
      return [extended(meaning, reading, { axes: meaning.axes && wide(meaning.axes) })];
    if (meaning.kind !== 'mask' && meaning.kind !== 'index') return [];
    return [extended<Mask | Index>(meaning, reading, { axes: wide(meaning.axes) })];
  });

/** Repeats what is the same for all channels, along them. */
const tile: Operator = (reading) => {
  const repeats = listOf(reading, 1);
  return expand(reading).filter((one) => {
    const axes = one.kind === 'mask' || one.kind === 'index' ? one.axes : undefined;
    return (
      axes?.length === repeats?.length && axes?.every((axis, i) => axis === undefined || repeats?.[i] === 1)
    );
  });
};

/** A part of the tokens, or of the channels. */
export function windowed(
  term: Term,
  axis: number,
  from: number,
  to: number | undefined,
  dims: readonly Dim[],
): ReadonlyMap<number, Window> | undefined {
  const [piece, more] = term.axes[axis] ?? [];
  if (piece === undefined || more !== undefined || piece.length !== undefined || !isToken(term))
    return undefined;
  const before = term.windows.get(piece.axis) ?? { from: 0, to: undefined };
  const end = before.to ?? (typeof dims[piece.axis] === 'number' ? (dims[piece.axis] as number) : undefined);
  const place = (i: number): number | undefined => {
    if (i >= 0) return end === undefined ? before.from + i : Math.min(before.from + i, end);
    return end === undefined ? undefined : Math.max(end + i, before.from);
  };
  const start = place(from);
  const stop = to === undefined || to >= 2 ** 31 - 1 ? before.to : place(to);
  if (start === undefined || (to !== undefined && to < 2 ** 31 - 1 && stop === undefined)) return undefined;
  const window = { from: start, to: stop === end && end === dims[piece.axis] ? undefined : stop };
  const windows = new Map(term.windows);
  if (window.from === 0 && window.to === undefined) windows.delete(piece.axis);
  else windows.set(piece.axis, window);
  return windows;
}

/**
 * Steps to whole numbers and back to floats between the nodes of a pooling leave it one pooling. Such steps before the first
 * node and after the last one do not belong to it.
 */
const requantised: Operator = (reading) =>
  same(reading).filter((one) =>
    one.kind === 'term' ? one.steps > 0 : one.kind === 'sum' || one.kind === 'pooled',
  );

/** Exporters put a Pad with widths of 0 before an AveragePool. */
const pad: Operator = (reading) => {
  const { node } = reading;
  const isGiven = (node.input[1] ?? '') !== '';
  const pads = isGiven ? reading.constant(node.input[1])?.data : intsAttribute(node, 'pads');
  return pads?.every((length) => length === 0) === true ? same(reading) : [];
};

/** Operators that move numbers and change none. */
export const moves: Readonly<Record<string, Operator>> = {
  Reshape: reshape,
  Flatten: reshape,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Identity: same,
  Dropout: same,
  Cast: cast,
  CastLike: same,
  Expand: expand,
  Tile: tile,
  Pad: pad,
  QuantizeLinear: requantised,
  DequantizeLinear: requantised,
};
