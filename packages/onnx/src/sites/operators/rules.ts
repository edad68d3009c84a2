import { isNoRule } from '../algebra.ts';
import type { Meaning, Sum, Term } from '../meaning.ts';
import { areAll } from '../numbers.ts';
import { extended, moved, type Operator, type Reading } from '../reading.ts';

/** Numbers up to this one only protect a root or a division from 0. */
export const smallest = 1e-5;

/** A larger upper bound counts as none: exporters write the largest float. */
const noBound = 1e30;

/** `max(x, floor)`: for tokens this is the rule for negatives; for sums and numbers of tokens it may only protect from 0. */
function atLeast(reading: Reading, at: number, floor: number): readonly Meaning[] {
  return reading.meanings(reading.node.input[at]).flatMap((meaning): readonly Meaning[] => {
    if (meaning.kind === 'term') {
      return isFresh(meaning) && !(meaning.rule.floor !== undefined && meaning.rule.floor > floor)
        ? [extended(meaning, reading, { rule: { ...meaning.rule, floor } })]
        : [];
    }
    const isGuard = floor >= 0 && floor <= smallest;
    if (meaning.kind === 'sum' && isGuard && isNeverNegative(meaning)) return [moved(meaning, reading, {})];
    // `max(n, 1)` or `max(n, eps)`, which protects from a division by 0 tokens.
    const keepsCount = meaning.kind === 'count' && !meaning.isLog && !meaning.isList && meaning.count > 0;
    return keepsCount && (isGuard || floor === 1) ? [extended(meaning, reading, {})] : [];
  });
}

/** Whether it is a sum of powers of positive numbers. A small lower bound changes this only where all of them are near 0. */
export function isNeverNegative({ isLog, rule, form, p, factor }: Sum): boolean {
  const isEven = p.list.every((x) => x % 2 === 0 && x !== 0);
  const isPower = form === 'power' && (rule.abs || rule.floor !== undefined || isEven);
  return !isLog && (isPower || form === 'exp') && factor.list.every((x) => x > 0);
}

/** Whether nothing but the absolute value or a floor was taken so far. */
function isFresh(term: Term): boolean {
  return (
    term.form === 'power' &&
    areAll(term.p, 1) &&
    areAll(term.factor, 1) &&
    term.mask === undefined &&
    term.shift === 0
  );
}

const clip: Operator = (reading) => {
  const { node, constant } = reading;
  const attribute = (name: string): number | undefined => node.attribute.find((one) => one.name === name)?.f;
  const bound = (at: number, name: string): number | undefined | 'unknown' => {
    if ((node.input[at] ?? '') === '') return attribute(name);
    return constant(node.input[at])?.data[0] ?? 'unknown';
  };
  const [low, high] = [bound(1, 'min'), bound(2, 'max')];
  if (low === 'unknown' || high === 'unknown' || (high ?? noBound) < noBound) return [];
  if (low === undefined || low <= -noBound) return [];
  return atLeast(reading, 0, low);
};

const max: Operator = (reading) => {
  const { node, constant } = reading;
  if (node.input.length !== 2) return [];
  return [0, 1].flatMap((at) => {
    const data = constant(node.input[1 - at])?.data;
    return data !== undefined && data.length > 0 && data.every((x) => x === data[0])
      ? atLeast(reading, at, data[0]!)
      : [];
  });
};

const abs: Operator = (reading) =>
  reading
    .meanings(reading.node.input[0])
    .flatMap((meaning): readonly Meaning[] =>
      meaning.kind === 'term' && isFresh(meaning) && isNoRule(meaning)
        ? [extended(meaning, reading, { rule: { abs: true, floor: undefined } })]
        : [],
    );

/** Operators that exporters write before a power, to make the number positive. */
export const rules: Readonly<Record<string, Operator>> = {
  Clip: clip,
  Max: max,
  Relu: (reading) => atLeast(reading, 0, 0),
  Abs: abs,
};
