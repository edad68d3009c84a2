import { counted, isLinear, isNoRule, raised, scaled, shifted } from '../algebra.ts';
import { numbersAlong } from '../axes.ts';
import { maskedTerm } from '../maskedTerm.ts';
import type { Count, Meaning, Pooled, Sum, Term } from '../meaning.ts';
import { areAll, combine, each, type Numbers, same } from '../numbers.ts';
import {
  extended,
  isScalable,
  meaningsOf,
  moved,
  multipliersOf,
  type Operator,
  type Reading,
} from '../reading.ts';
import { addedUp } from './combinations.ts';
import { lastPlace } from './lastKept.ts';
import { isNeverNegative, smallest } from './rules.ts';

/** The largest number that only keeps a root from 0. */
const largestGuard = 1e-2;

type Scalable = Term | Sum | Pooled;

/** The constant that a node reads, as numbers along the axes of the meaning that it meets. */
function alongInput(reading: Reading, at: number, meaning: Scalable): Numbers | undefined {
  const constant = reading.constant(reading.node.input[at]);
  if (constant === undefined) return undefined;
  return numbersAlong(constant, meaning, reading.info(meaning.base).dims ?? []);
}

/** Meanings of one input, multiplied with a function of the constant at the other input. */
function byConstant(reading: Reading, at: number, map: (x: number) => number): readonly Meaning[] {
  if (reading.constant(reading.node.input[1 - at]) === undefined) return [];
  return reading.meanings(reading.node.input[at]).flatMap((meaning): readonly Meaning[] => {
    if (!isScalable(meaning)) return [];
    const numbers = alongInput(reading, 1 - at, meaning);
    const by = numbers && scaled<Scalable>(meaning, each(numbers, map));
    return by === undefined ? [] : [extended<Scalable>(meaning, reading, by)];
  });
}

/** A number of tokens times 1, which only makes it a float. The meaning stays. */
function timesOne(reading: Reading, at: number): readonly Meaning[] {
  const isOne = reading.constant(reading.node.input[1 - at])?.data.every((x) => x === 1) === true;
  return isOne ? meaningsOf(reading, at, 'count').map((count) => extended(count, reading, {})) : [];
}

/** Sums and numbers of tokens. */
function byCount(reading: Reading, at: number, sign: 1 | -1): readonly Meaning[] {
  const counts = meaningsOf(reading, 1 - at, 'count');
  return meaningsOf(reading, at, 'sum').flatMap((sum) =>
    counts.flatMap((count) => {
      const by = counted(sum, count, sign);
      if (by === undefined || sum.isLog || !isForEach(reading, 1 - at, sum, count)) return [];
      const nodes = new Set([...sum.nodes, ...count.nodes]);
      return [extended({ ...sum, nodes }, reading, by)];
    }),
  );
}

/** Whether the number of tokens that a mask keeps of an image meets the sum of the same image, and no other axis. */
function isForEach({ node, info }: Reading, at: number, { axes }: Sum, { counted: of }: Count): boolean {
  const { dims } = info(node.input[at]);
  if (of.of !== 'mask' || dims === undefined) return true;
  const own = info(node.input[1 - at]).dims;
  const skipped = axes.length - dims.length;
  return dims.every((dim, i) => {
    if (dim === 1 || axes[i + skipped]?.[0]?.axis === 0) return true;
    return skipped === 0 && dim !== undefined && dim === own?.[i];
  });
}

/** `b^p · b^q`: how exporters write whole powers. */
function ofTerms(reading: Reading): readonly Meaning[] {
  const others = meaningsOf(reading, 1, 'term');
  return meaningsOf(reading, 0, 'term').flatMap((a) =>
    others.flatMap((b) => {
      const isLike =
        a.base === b.base &&
        a.form === 'power' &&
        b.form === 'power' &&
        a.mask === undefined &&
        b.mask === undefined &&
        a.shift === 0 &&
        b.shift === 0 &&
        a.rule.abs === b.rule.abs &&
        a.rule.floor === b.rule.floor &&
        JSON.stringify([a.axes, [...a.windows]]) === JSON.stringify([b.axes, [...b.windows]]);
      if (!isLike) return [];
      const p = combine(a.p, b.p, (x, y) => x + y);
      const factor = combine(a.factor, b.factor, (x, y) => x * y);
      if (p === undefined || factor === undefined) return [];
      const nodes = new Set([...a.nodes, ...b.nodes]);
      return [extended({ ...a, nodes, steps: Math.max(a.steps, b.steps) }, reading, { p, factor })];
    }),
  );
}

/** Tokens times a mask `[batch, tokens]`. */
function byMask(reading: Reading, at: number): readonly Meaning[] {
  const masks = multipliersOf(reading, 1 - at);
  return meaningsOf(reading, at, 'term').flatMap((term) =>
    masks.flatMap((mask) => {
      const masked = term.form === 'log' ? undefined : maskedTerm(term, mask, { isChosen: false });
      return masked === undefined ? [] : [extended(masked, reading, {})];
    }),
  );
}

const mul: Operator = (reading) => [
  ...[0, 1].flatMap((at) => [
    ...byConstant(reading, at, (x) => x),
    ...byCount(reading, at, 1),
    ...byMask(reading, at),
    ...timesOne(reading, at),
  ]),
  ...ofTerms(reading),
];

const div: Operator = (reading) => {
  const under = byReciprocal(reading);
  return [...byConstant(reading, 0, (x) => 1 / x), ...byCount(reading, 0, -1), ...under];
};

/** A constant over tokens, a sum or a number of tokens. */
function byReciprocal(reading: Reading): readonly Meaning[] {
  if (reading.constant(reading.node.input[0]) === undefined) return [];
  return reading.meanings(reading.node.input[1]).flatMap((meaning): readonly Meaning[] => {
    if (meaning.kind === 'count' && !meaning.isLog && !meaning.isList) {
      const isOne = reading.constant(reading.node.input[0])!.data.every((x) => x === 1);
      return isOne ? [extended(meaning, reading, { count: -meaning.count })] : [];
    }
    if (meaning.kind !== 'term' && meaning.kind !== 'sum') return [];
    const numbers = alongInput(reading, 0, meaning);
    const turned = raised<Term | Sum>(meaning, same(-1));
    const by = numbers && turned && scaled<Term | Sum>({ ...meaning, ...turned } as Term | Sum, numbers);
    return by === undefined ? [] : [extended<Term | Sum>(meaning, reading, { ...turned, ...by })];
  });
}

const neg: Operator = (reading) =>
  reading.meanings(reading.node.input[0]).flatMap((meaning): readonly Meaning[] => {
    if (!isScalable(meaning)) return [];
    const by = scaled<Scalable>(meaning, same(-1));
    return by === undefined ? [] : [extended<Scalable>(meaning, reading, by)];
  });

/** A constant that is added: to a logarithm, or a small one that keeps from 0. */
function plusConstant(reading: Reading, at: number, sign: 1 | -1): readonly Meaning[] {
  if (reading.constant(reading.node.input[1 - at]) === undefined) return [];
  return reading.meanings(reading.node.input[at]).flatMap((meaning): readonly Meaning[] => {
    if (meaning.kind === 'count') {
      const by = reading.constant(reading.node.input[1 - at])!.data.map((x) => sign * x);
      if (meaning.isLog) return [];
      const isGuard = by.every((x) => x >= 0 && x <= smallest);
      if (isGuard) return [extended(meaning, reading, {})];
      return by.length === 1
        ? [...withoutSome(reading, meaning, by), ...lastPlace(reading, meaning, by[0]!)]
        : [];
    }
    if (!isScalable(meaning)) return [];
    const given = alongInput(reading, 1 - at, meaning);
    if (given === undefined) return [];
    const by = each(given, (x) => sign * x);
    if (meaning.kind === 'sum') {
      const change = shifted(meaning, by);
      if (change !== undefined) return [extended(meaning, reading, change)];
      return plusGuard(reading, meaning, by);
    }
    if (meaning.kind === 'term') return plusEps(reading, meaning, by);
    return [];
  });
}

/** A small number that protects the root of a mean from 0. A very small one is ignored; no spec expresses a larger one. */
function plusGuard(reading: Reading, sum: Sum, { axis, list: [added] }: Numbers): readonly Meaning[] {
  const isSmall = axis === undefined && added !== undefined && added >= 0 && added <= largestGuard;
  if (!isSmall || sum.added !== undefined || !areAll(sum.k, 1) || !isNeverNegative(sum)) return [];
  return [moved(sum, reading, added > 1e-8 ? { added } : {})];
}

/** The length of an axis minus a small whole number: `n - 1`. */
function withoutSome(reading: Reading, count: Count, by: readonly number[]): readonly Meaning[] {
  const [less] = by;
  const { counted: of, isList } = count;
  if (isList || count.count !== 1 || of.of !== 'axes' || of.axes.length !== 1) return [];
  if (!Number.isInteger(less) || less! >= 0) return [];
  return [extended(count, reading, { counted: { ...of, less: [of.less[0]! - less!] } })];
}

/** `relu(x) + eps` and `|x| + eps`: they differ from `max(x, eps)` by eps at most. */
function plusEps(reading: Reading, term: Term, by: Numbers): readonly Meaning[] {
  const eps = by.list[0]!;
  const isFloor = term.form === 'power' && areAll(term.p, 1) && areAll(term.factor, 1);
  const isSmall = by.axis === undefined && eps > 0 && eps <= smallest;
  const isPositive = term.rule.abs || term.rule.floor !== undefined;
  if (!isFloor || !isSmall || !isPositive || isNoRule(term) || (term.rule.floor ?? 0) > eps) return [];
  return [extended(term, reading, { rule: { ...term.rule, floor: eps } })];
}

/** The logarithm of a number of tokens, added to that of a sum. */
function plusCount(reading: Reading, at: number, sign: 1 | -1): readonly Meaning[] {
  const counts = meaningsOf(reading, 1 - at, 'count');
  return meaningsOf(reading, at, 'sum').flatMap((sum) =>
    counts.flatMap((count) => {
      const by = sum.isLog && count.isLog ? counted(sum, count, sign) : undefined;
      const nodes = new Set([...sum.nodes, ...count.nodes]);
      return by === undefined ? [] : [extended({ ...sum, nodes }, reading, by)];
    }),
  );
}

/** Tokens or the logarithm of a sum, and the largest token: what keeps exponentials from overflow. */
function withMaximum(reading: Reading, at: number, sign: 1 | -1): readonly Meaning[] {
  const largest = meaningsOf(reading, 1 - at, 'pooled').flatMap((pooled) => {
    const { what } = pooled;
    const isMax = what.type === 'part' && what.what === 'max' && what.factor.axis === undefined;
    return isMax ? [{ pooled, factor: sign * what.factor.list[0]! }] : [];
  });
  return reading.meanings(reading.node.input[at]).flatMap((meaning): readonly Meaning[] => {
    if (meaning.kind !== 'term' && meaning.kind !== 'sum') return [];
    return largest.flatMap(({ pooled, factor }): readonly Meaning[] => {
      if (!isMaximumOf(pooled, meaning)) return [];
      const nodes = new Set([...meaning.nodes, ...pooled.nodes]);
      const shift = meaning.shift + factor;
      return [extended<Term | Sum>({ ...meaning, nodes }, reading, { shift })];
    });
  });
}

/** Whether a maximum goes over the same tokens as a sum, or over those of a term, and lies along it. */
function isMaximumOf(pooled: Pooled, meaning: Term | Sum): boolean {
  const isSame =
    pooled.base === meaning.base &&
    pooled.mask?.name === meaning.mask?.name &&
    JSON.stringify([...pooled.windows]) === JSON.stringify([...meaning.windows]);
  if (!isSame) return false;
  if (meaning.kind === 'sum') {
    const isAlike =
      JSON.stringify([pooled.axes, pooled.over]) === JSON.stringify([meaning.axes, meaning.over]);
    return meaning.isLog && meaning.form === 'exp' && isAlike;
  }
  if (meaning.form !== 'power' || !isLinear(meaning) || meaning.factor.axis !== undefined) return false;
  return (
    pooled.axes.length === meaning.axes.length &&
    pooled.axes.every((pieces, i) => {
      const own = meaning.axes[i]!;
      if (JSON.stringify(pieces) === JSON.stringify(own)) return true;
      return pieces.length === 0 && own.every(({ axis }) => pooled.over.includes(axis));
    })
  );
}

/** What is added up or multiplied: with constants, numbers of tokens, masks, or each other. */
export const scales: Readonly<Record<string, Operator>> = {
  Mul: mul,
  Div: div,
  Neg: neg,
  Add: (reading) => [
    ...[0, 1].flatMap((at) => [
      ...plusConstant(reading, at, 1),
      ...plusCount(reading, at, 1),
      ...withMaximum(reading, at, 1),
    ]),
    ...addedUp(reading, [1, 1]),
  ],
  Sub: (reading) => [
    ...plusConstant(reading, 0, -1),
    ...plusCount(reading, 0, -1),
    ...withMaximum(reading, 0, -1),
    ...addedUp(reading, [1, -1]),
  ],
};
