import { intAttribute } from '../../shapes/attributes.ts';
import { axesOf } from '../../shapes/outputInfos.ts';
import { coversMap } from '../../shapes/windowInfos.ts';
import { exponential, isNoRule, isToken, logarithm, raised } from '../algebra.ts';
import type { Counted, Meaning, Pooled, Sum, Term } from '../meaning.ts';
import { areAll, type Numbers, one, same, zero } from '../numbers.ts';
import { plainPart } from '../plainPart.ts';
import { masksOf, meaningsOf, type Operator, type Reading, type Reduction } from '../reading.ts';
import { scoresBySum, weightedSum } from './attentions.ts';
import { reducedStack } from './combinations.ts';
import { inTurn, type Reducer } from './inTurn.ts';
import { reducedLargest } from './largest.ts';
import { reducedAxes } from './reducedAxes.ts';

/** The axes of a Reduce node; all of them where it names none. */
function reductionOf({ node, info }: Reading, rank: number): Reduction | undefined {
  const axes = axesOf(node, (at) => info(node.input[at]));
  if (axes === undefined && (node.input[1] ?? '') !== '') return undefined;
  if ((axes === undefined || axes.length === 0) && intAttribute(node, 'noop_with_empty_axes') === 1)
    return undefined;
  const all = axes === undefined || axes.length === 0 ? Array.from({ length: rank }, (_, i) => i) : axes;
  return {
    axes: all.map((axis) => (axis < 0 ? axis + rank : axis)),
    keep: intAttribute(node, 'keepdims') !== 0,
  };
}

const minusOne: Numbers = same(-1);

/** The sum or the mean of terms over some of their axes. */
export function sumOf(
  reading: Reading,
  term: Term,
  reduction: Reduction,
  what: 'sum' | 'mean',
): readonly Sum[] {
  const reduced = reducedAxes(reading, term, reduction);
  // Numbers that differ among channels can be taken out of the sum, numbers that differ among tokens cannot.
  const varies = [term.factor, term.p].some(({ axis }) => axis !== undefined && reduced?.over.includes(axis));
  if (reduced === undefined || varies) return [];
  const { form, base, windows, rule, nodes, steps, mask } = term;
  const isMasked = mask !== undefined;
  // A mask lies along tokens alone. Where it chose (Where) instead of being multiplied, dropped tokens are very low, not 0.
  if (isMasked && (what === 'mean' || mask.isChosen || reduced.over.join() !== '1')) return [];
  const counted: Counted | undefined =
    what === 'mean'
      ? { of: 'tokens' }
      : mask?.isDivided
        ? { of: 'mask', mask: mask.name, from: mask.from }
        : undefined;
  const isLog = form === 'log';
  if ((isLog && !areAll(term.offset, 0)) || (term.shift !== 0 && form !== 'exp')) return [];
  return [
    {
      kind: 'sum',
      base,
      windows,
      rule,
      form,
      axes: reduced.axes,
      over: reduced.over,
      p: isLog ? one : term.p,
      isLog: false,
      factor: term.factor,
      offset: zero,
      shift: term.shift,
      k: one,
      count: counted === undefined ? zero : minusOne,
      counted,
      mask: mask && { ...mask, isDivided: false },
      isMoved: false,
      nodes: new Set(nodes).add(reading.position),
      steps: steps + 1,
    },
  ];
}

function extremeOf(
  reading: Reading,
  term: Term,
  reduction: Reduction,
  what: 'max' | 'min',
): readonly Pooled[] {
  const mask = term.mask;
  const factor = term.factor;
  // The maximum of tokens with a positive factor: a softmax or a log-sum-exp subtracts it.
  if (!(factor.axis === undefined && factor.list[0]! > 0)) return [];
  if (
    !isToken({ ...term, factor: one, mask: undefined }) ||
    (mask !== undefined && (!mask.isChosen || what === 'min'))
  )
    return [];
  const reduced = reducedAxes(reading, term, reduction);
  if (reduced === undefined) return [];
  const { base, windows, nodes, steps } = term;
  return [
    {
      kind: 'pooled',
      base,
      windows,
      ...reduced,
      mask,
      isMoved: false,
      nodes: new Set(nodes).add(reading.position),
      steps: steps + 1,
      what: plainPart(what, {
        prefix: reduced.over.length === 1 ? (windows.get(reduced.over[0]!)?.from ?? 0) : 0,
        factor,
      }),
    },
  ];
}

type Way = (reading: Reading, term: Term, reduction: Reduction) => readonly Meaning[];

/** A reduction that first changes its terms, then sums them, then changes the sum. */
function way(
  before: (term: Term) => Partial<Term> | undefined,
  after: (sum: Sum) => Partial<Sum> | undefined,
): Way {
  return (reading, term, reduction) => {
    const change = before(term);
    if (change === undefined) return [];
    return sumOf(reading, { ...term, ...change }, reduction, 'sum').flatMap((sum) => {
      const changed = after(sum);
      return changed === undefined ? [] : [{ ...sum, ...changed }];
    });
  };
}

const plain = (): object => ({});
const absolute = (term: Term): Partial<Term> | undefined =>
  term.form === 'power' && isNoRule(term) && areAll(term.p, 1) && term.factor.list.every((x) => x === 1)
    ? { rule: { abs: true, floor: undefined } }
    : term.rule.abs || term.rule.floor !== undefined
      ? {}
      : undefined;

const mean: Way = (reading, term, reduction) => sumOf(reading, term, reduction, 'mean');
const maximum: Way = (reading, term, reduction) => extremeOf(reading, term, reduction, 'max');

const ways: Readonly<Record<string, Way>> = {
  ReduceMean: mean,
  ReduceSum: way(plain, plain),
  ReduceMax: maximum,
  ReduceMin: (reading, term, reduction) => extremeOf(reading, term, reduction, 'min'),
  ReduceL1: way(absolute, plain),
  ReduceL2: way(
    (term) => raised(term, same(2)),
    (sum) => raised(sum, same(0.5)),
  ),
  ReduceSumSquare: way((term) => raised(term, same(2)), plain),
  ReduceLogSum: way(plain, logarithm),
  ReduceLogSumExp: way(exponential, logarithm),
};

/** What a mask keeps, counted. */
function countOf(reading: Reading, { axes: gone, keep }: Reduction): readonly Meaning[] {
  const { opType } = reading.node;
  return masksOf(reading, 0).flatMap((mask) => {
    // The absolute values of a mask of 0 and 1 are the mask.
    const isSum = opType === 'ReduceSum' || (opType === 'ReduceL1' && !mask.isWeights);
    const isTokens = isSum && gone.length === 1 && mask.axes[gone[0]!] === 1 && !mask.isInverted;
    if (!isTokens) return [];
    return [
      {
        kind: 'count',
        counted: { of: 'mask', mask: mask.source, from: mask.from },
        isList: false,
        isLog: false,
        count: 1,
        axes: mask.axes.flatMap((axis, i) => (i !== gone[0] ? [axis] : keep ? [undefined] : [])),
        isWeights: mask.isWeights,
        nodes: new Set(mask.nodes).add(reading.position),
      } as const,
    ];
  });
}

function reducing(opType: string): Operator {
  return (reading) => {
    const rank = reading.info(reading.node.input[0]).dims?.length;
    const reduction = rank === undefined ? undefined : reductionOf(reading, rank);
    if (reduction === undefined) return [];
    const reduced = meaningsOf(reading, 0, 'term').flatMap((term) => ways[opType]!(reading, term, reduction));
    const attended = [...weightedSum(reading, reduction), ...scoresBySum(reading, reduction)];
    const others = [
      ...reducedLargest(reading, reduction),
      ...reducedStack(reading, reduction),
      ...countOf(reading, reduction),
    ];
    const reducer = reducers[opType];
    const more = reducer === undefined ? [] : inTurn(reading, reduction, reducer);
    return [...reduced, ...more, ...attended, ...others];
  };
}

const reducers: Readonly<Record<string, Reducer>> = {
  ReduceMean: 'mean',
  ReduceSum: 'sum',
  ReduceMax: 'max',
  ReduceMin: 'min',
};

/** A reduction of a map over all of its places, which become axes of length 1 behind batch and channels. */
function global(one: Way, reducer?: Reducer): Operator {
  return (reading) => {
    const rank = reading.info(reading.node.input[0]).dims?.length;
    if (rank === undefined || rank < 3) return [];
    const reduction = { axes: Array.from({ length: rank - 2 }, (_, i) => i + 2), keep: true };
    const more = reducer === undefined ? [] : inTurn(reading, reduction, reducer);
    return [...meaningsOf(reading, 0, 'term').flatMap((term) => one(reading, term, reduction)), ...more];
  };
}

/** A window as large as the map. The positions of the largest are a second output. */
function window(one: Way, reducer: Reducer): Operator {
  return (reading) => {
    const dims = reading.info(reading.node.input[0]).dims;
    const isGlobal = dims !== undefined && coversMap(reading.node, dims) && !reading.node.output[1];
    return isGlobal ? global(one, reducer)(reading) : [];
  };
}

/** A norm over the map: a power mean without the division by the number of tokens. */
const lp: Way = (reading, term, reduction) => {
  const p = intAttribute(reading.node, 'p') ?? 2;
  if (!(p > 0)) return [];
  const change = (one: Term): Partial<Term> | undefined => {
    const positive = absolute(one);
    const raisedTerm = positive && raised({ ...one, ...positive }, same(p));
    return raisedTerm && { ...positive, ...raisedTerm };
  };
  return way(change, (sum) => raised(sum, same(1 / p)))(reading, term, reduction);
};

/** Operators that make one number of many. */
export const reductions: Readonly<Record<string, Operator>> = {
  ...Object.fromEntries(Object.keys(ways).map((opType) => [opType, reducing(opType)])),
  GlobalAveragePool: global(mean, 'mean'),
  GlobalMaxPool: global(maximum, 'max'),
  GlobalLpPool: global(lp),
  AveragePool: window(mean, 'mean'),
  MaxPool: window(maximum, 'max'),
};
