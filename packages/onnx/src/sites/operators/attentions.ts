import { intAttribute } from '../../shapes/attributes.ts';
import type { Folded } from '../../shapes/folded.ts';
import type { Info } from '../../shapes/shape.ts';
import { tensorNumbers } from '../../shapes/tensorNumbers.ts';
import { isLinear, isToken } from '../algebra.ts';
import { isWhole, numbersAlong } from '../axes.ts';
import type { Attention, Meaning, Piece, Pooled, Scores, Term, Weighted, Weights } from '../meaning.ts';
import { combine, each } from '../numbers.ts';
import { plainPart } from '../plainPart.ts';
import { extended, meaningsOf, type Operator, type Reading, type Reduction, scalarOf } from '../reading.ts';

/** Before this operator set, a Softmax goes over all axes from the axis that it names to the last. */
const ownAxisSince = 13;

/** Numbers of tokens that add up to 1. */
const softmax: Operator = (reading) => {
  const { node, info, opset, position } = reading;
  const dims = info(node.input[0]).dims;
  if (dims === undefined) return [];
  const given = intAttribute(node, 'axis') ?? (opset < ownAxisSince ? 1 : -1);
  const axis = given < 0 ? given + dims.length : given;
  const isOne = opset >= ownAxisSince || dims.slice(axis + 1).every((dim) => dim === 1);
  if (!isOne || dims[axis] === 1 || !(axis in dims)) return [];
  const scores = meaningsOf(reading, 0, 'scores').find(({ axes }) => axes[axis]?.length === 1);
  const nodes = new Set(scores?.nodes).add(position);
  return [{ kind: 'weights', axes: dims.map((_, i) => i === axis), scores, nodes }];
};

/** The constant that a node reads, as it is or repeated for each image. */
function queryAt(reading: Reading, at: number): { folded: Folded; nodes: ReadonlySet<number> } | undefined {
  const folded = reading.constant(reading.node.input[at]);
  return folded === undefined ? meaningsOf(reading, at, 'query')[0] : { folded, nodes: new Set() };
}

/** A constant with its last two axes swapped, if the axis `one` has length 1. */
function turned({ dims, data }: Folded, one: -1 | -2): Folded | undefined {
  if (dims.length < 2 || dims.at(one) !== 1) return undefined;
  return { dims: [...dims.slice(0, -2), dims.at(-1)!, dims.at(-2)!], data };
}

/** `Σ_c query_c x_c`, by a product of matrices: tokens times a column, or a row times the transposed tokens. */
function scoresByProduct(reading: Reading): readonly Scores[] {
  const [inFront, behind] = [queryAt(reading, 0), queryAt(reading, 1)];
  const [row, column] = [
    inFront && (inFront.folded.dims.length === 1 ? undefined : turned(inFront.folded, -2)),
    behind && (behind.folded.dims.length === 1 ? behind.folded : turned(behind.folded, -1)),
  ];
  const isList = behind?.folded.dims.length === 1;
  return [
    ...meaningsOf(reading, 0, 'term').flatMap((term) => {
      const left = [...term.axes.slice(0, -1), ...(isList ? [] : [[]])];
      return column === undefined ? [] : contracted(reading, term, -1, left, { ...behind!, folded: column });
    }),
    ...meaningsOf(reading, 1, 'term').flatMap((term) => {
      const left = [...term.axes.slice(0, -2), [], term.axes.at(-1)!];
      return row === undefined ? [] : contracted(reading, term, -2, left, { ...inFront!, folded: row });
    }),
  ];
}

function contracted(
  reading: Reading,
  term: Term,
  gone: number,
  axes: Scores['axes'],
  query: { readonly folded: Folded; readonly nodes: ReadonlySet<number> } | undefined,
): readonly Scores[] {
  const [channel, more] = term.axes.at(gone) ?? [];
  if (channel === undefined || more !== undefined || !isLinear(term)) return [];
  const by = query && numbersAlong(query.folded, term, reading.info(term.base).dims ?? []);
  const all = query === undefined ? term.factor : by && combine(term.factor, by, (a, b) => a * b);
  if (all === undefined || (all.axis !== undefined && all.axis !== channel.axis)) return [];
  const { base, windows, steps } = term;
  const nodes = new Set([...term.nodes, ...(query?.nodes ?? []), reading.position]);
  return [{ kind: 'scores', base, windows, axes, nodes, steps: steps + 1, query: all }];
}

/** `Σ_c query_c x_c`, by a product of each channel and a sum of them. */
export function scoresBySum(reading: Reading, { axes, keep }: Reduction): readonly Scores[] {
  const [axis] = axes;
  if (axis === undefined || axes.length > 1 || reading.node.opType !== 'ReduceSum') return [];
  return meaningsOf(reading, 0, 'term').flatMap((term) => {
    const left = term.axes.flatMap((pieces, i) => (i !== axis ? [pieces] : keep ? [[]] : []));
    return contracted(reading, term, axis - term.axes.length, left, undefined);
  });
}

/** Scores and queries times a number. */
function scaledBy(map: (x: number) => number, places: readonly number[]): Operator {
  return (reading) =>
    places.flatMap((at) => {
      const factor = scalarOf(reading, 1 - at);
      if (factor === undefined) return [];
      const by = (x: number): number => x * map(factor);
      return reading.meanings(reading.node.input[at]).flatMap((meaning): readonly Meaning[] => {
        if (meaning.kind === 'scores')
          return [extended(meaning, reading, { query: each(meaning.query, by) })];
        if (meaning.kind !== 'query') return [];
        const { dims, data } = meaning.folded;
        return [extended(meaning, reading, { folded: { dims, data: data.map(by) } })];
      });
    });
}

/** One number added to all scores, which changes no softmax. */
const plusScalar: Operator = (reading) =>
  [0, 1].flatMap((at) =>
    scalarOf(reading, 1 - at) === undefined
      ? []
      : meaningsOf(reading, at, 'scores').map((scores) => extended(scores, reading, {})),
  );

/** A constant that is repeated for each image. */
const repeated: Operator = (reading) => {
  const folded = reading.constant(reading.node.input[0]);
  return folded === undefined ? [] : [{ kind: 'query', folded, nodes: new Set([reading.position]) }];
};

/** A shape that is filled with one number. */
const filled: Operator = ({ node, position }) => {
  const given = node.attribute.find(({ name }) => name === 'value')?.t;
  const value = given === undefined ? 0 : tensorNumbers(given)?.[0];
  const folded = value === undefined ? undefined : { dims: [], data: [value] };
  return folded === undefined ? [] : [{ kind: 'query', folded, nodes: new Set([position]) }];
};

/** The axis of tokens that the weights meet; `undefined` where the weights lie along another axis. */
function tokensAt(
  reading: Reading,
  { axes, windows, base }: Term,
  axis: number,
): { readonly piece: Piece; readonly over: number } | undefined {
  const [piece, more] = axes[axis] ?? [];
  const dims = reading.info(base).dims ?? [];
  if (piece === undefined || more !== undefined || !isWhole(piece, dims, windows)) return undefined;
  return { piece, over: piece.axis };
}

/** How many softmaxes there are for one image, and the query of their scores. */
function attentionOf(
  reading: Reading,
  term: Term,
  { weights, at, over }: { readonly weights: Weights; readonly at: number; readonly over: number },
): Attention {
  const dims = reading.info(reading.node.input[at]).dims ?? [];
  const batch = over === 0 ? 1 : 0;
  const skipped = term.axes.length - dims.length;
  const isHead = (pieces: readonly Piece[]): boolean =>
    pieces.length > 0 && !pieces.some(({ axis }) => axis === batch || axis === over);
  const wide = dims.flatMap((dim, i) => {
    const pieces = term.axes[i + skipped] ?? [];
    return weights.axes[i] || dim === 1 || !isHead(pieces) ? [] : [{ dim, pieces }];
  });
  const isKnown = wide.every(({ dim }) => typeof dim === 'number');
  const heads = isKnown ? wide.reduce((product, { dim }) => product * (dim as number), 1) : undefined;
  const { scores } = weights;
  const channels = reading.info(term.base).dims?.[scores?.query.axis ?? -1];
  const isOfTokens =
    scores?.base === term.base &&
    JSON.stringify([...scores.windows]) === JSON.stringify([...term.windows]) &&
    // Each score must weigh the channels of its own head, and the channels of a head must be neighbours.
    JSON.stringify(scores.axes.filter(isHead)) === JSON.stringify(wide.map(({ pieces }) => pieces)) &&
    wide.every(({ dim, pieces: [piece] }) => piece!.inner * Number(dim) === channels);
  return { heads, query: isOfTokens ? scores?.query : undefined };
}

/** `Σ_i a_i x_i`, by a product of matrices. */
function pooledByProduct(reading: Reading): readonly Meaning[] {
  const { node, info } = reading;
  return [0, 1].flatMap((at) => {
    const dims = info(node.input[at]).dims ?? [];
    // A row of weights times the tokens, or the transposed tokens times a column of weights.
    const [along, across] = at === 0 ? [-1, -2] : [-2, -1];
    if (dims.length < 2 || dims.at(across) !== 1) return [];
    return meaningsOf(reading, at, 'weights').flatMap((weights) => {
      if (!weights.axes.at(along)) return [];
      return meaningsOf(reading, 1 - at, 'term').flatMap((term): readonly Pooled[] => {
        const rank = term.axes.length;
        const place = rank + across;
        const found = tokensAt(reading, term, place);
        if (found === undefined || !isToken(term) || dims.length > rank) return [];
        const axes = term.axes.map((pieces, i) => (i === place ? [] : pieces));
        // A row meets the last axis but one of the tokens, a column meets their last axis.
        const over = found.over;
        const laid: Weights = { ...weights, axes: swapped(weights.axes) };
        const attention = attentionOf(
          { ...reading, info: (name) => turnedInfo(reading, name, node.input[at]) },
          term,
          { weights: laid, at, over },
        );
        return [pooled(reading, { ...term, axes }, over, attention, weights.nodes)];
      });
    });
  });
}

/** A list with its last two entries swapped, since a product sums over different axes of its two matrices. */
function swapped<T>(list: readonly T[]): readonly T[] {
  return [...list.slice(0, -2), list.at(-1)!, list.at(-2)!];
}

function turnedInfo(reading: Reading, name: string | undefined, other: string | undefined): Info {
  const info = reading.info(name);
  return name === other && info.dims !== undefined ? { ...info, dims: swapped(info.dims) } : info;
}

/** Tokens times weights, before their sum. */
function weighted(reading: Reading): readonly Meaning[] {
  return [0, 1].flatMap((at) => {
    const dims = reading.info(reading.node.input[at]).dims ?? [];
    return meaningsOf(reading, at, 'weights').flatMap((weights) =>
      meaningsOf(reading, 1 - at, 'term').flatMap((term): readonly Meaning[] => {
        const skipped = term.axes.length - dims.length;
        const found = tokensAt(reading, term, weights.axes.indexOf(true) + skipped);
        if (found === undefined || !isToken(term) || skipped < 0) return [];
        const { base, axes, windows, steps } = term;
        const nodes = new Set([...term.nodes, ...weights.nodes, reading.position]);
        const attention = attentionOf(reading, term, { weights, at, over: found.over });
        const related = { base, axes, windows, nodes, steps: steps + 1 };
        return [{ kind: 'weighted', ...related, over: found.over, attention }];
      }),
    );
  });
}

/** The sum over tokens of what was multiplied with weights. */
export function weightedSum(reading: Reading, { axes, keep }: Reduction): readonly Meaning[] {
  const [axis] = axes;
  if (axis === undefined || axes.length > 1 || reading.node.opType !== 'ReduceSum') return [];
  return meaningsOf(reading, 0, 'weighted').flatMap((meaning): readonly Meaning[] => {
    const [piece, more] = meaning.axes[axis] ?? [];
    if (piece?.axis !== meaning.over || more !== undefined) return [];
    const left = meaning.axes.flatMap((pieces, i) => (i !== axis ? [pieces] : keep ? [[]] : []));
    return [pooled(reading, { ...meaning, axes: left }, meaning.over, meaning.attention, new Set())];
  });
}

function pooled(
  { position }: Reading,
  { base, axes, windows, nodes, steps }: Term | Weighted,
  over: number,
  attention: Attention,
  more: ReadonlySet<number>,
): Pooled {
  return {
    kind: 'pooled',
    base,
    axes,
    windows,
    nodes: new Set([...nodes, ...more, position]),
    steps: steps + 1,
    over: [over],
    mask: undefined,
    isMoved: axes.some((pieces) => pieces.some(({ length }) => length !== undefined)),
    what: plainPart('attention', { prefix: windows.get(over)?.from ?? 0, attention }),
  };
}

/** Poolings by a softmax over tokens. */
export const attentions: Readonly<Record<string, Operator>> = {
  Softmax: softmax,
  MatMul: (reading) => [...scoresByProduct(reading), ...pooledByProduct(reading)],
  Mul: (reading) => [...weighted(reading), ...scaledBy((x) => x, [0, 1])(reading)],
  Div: scaledBy((x) => 1 / x, [0]),
  Add: plusScalar,
  Expand: repeated,
  ConstantOfShape: filled,
};
