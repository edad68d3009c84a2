import { isToken } from '../algebra.ts';
import type { Meaning } from '../meaning.ts';
import { extended, masksOf, meaningsOf, type Operator, type Reading } from '../reading.ts';
import { liesAlong } from './scales.ts';

/** Below this a number stands for -∞. */
const lowest = -1e3;

/** `mask == 0`, `mask > 0`, and their like: the mask as a condition. */
function comparison(
  isKept: (zero: boolean, one: boolean) => boolean,
  compare: (a: number, b: number) => boolean,
): Operator {
  return (reading) =>
    masksOf(reading, 0).flatMap((mask) => {
      const data = reading.constant(reading.node.input[1])?.data;
      if (data?.length !== 1) return [];
      const [zero, one] = [compare(0, data[0]!), compare(1, data[0]!)];
      if (zero === one) return [];
      return [extended(mask, reading, { isInverted: mask.isInverted !== !isKept(zero, one) })];
    });
}

const keeps = (zero: boolean, one: boolean): boolean => one && !zero;

const not: Operator = (reading) =>
  masksOf(reading, 0).map((mask) => extended(mask, reading, { isInverted: !mask.isInverted }));

/** 0 where the mask keeps, and a very low number elsewhere. */
const choice: Operator = (reading) =>
  masksOf(reading, 0).flatMap((mask): readonly Meaning[] => {
    const [kept, dropped] = (mask.isInverted ? [2, 1] : [1, 2]).map(
      (at) => reading.constant(reading.node.input[at])?.data,
    );
    const isPenalty =
      kept?.every((x) => x === 0) === true &&
      dropped?.every((x) => x <= lowest) === true &&
      dropped.length > 0;
    return isPenalty ? [extended(mask, reading, { isInverted: false, isPenalty })] : [];
  });

/** `(1 - mask) · -10000`. */
export function penalties(reading: Reading): readonly Meaning[] {
  return [0, 1].flatMap((at) => {
    const data = reading.constant(reading.node.input[1 - at])?.data;
    if (data === undefined || data.length === 0 || !data.every((x) => x <= lowest)) return [];
    return masksOf(reading, at).flatMap((mask) =>
      mask.isInverted ? [extended(mask, reading, { isInverted: false, isPenalty: true })] : [],
    );
  });
}

/** Tokens and a penalty for those that are not kept: before a maximum. */
export function penalised(reading: Reading): readonly Meaning[] {
  return [0, 1].flatMap((at) => {
    const given = meaningsOf(reading, 1 - at, 'mask').filter(({ isPenalty }) => isPenalty);
    return meaningsOf(reading, at, 'term').flatMap((term) =>
      given.flatMap((mask) => {
        if (!isToken(term) || !liesAlong(term, mask)) return [];
        const nodes = new Set([...term.nodes, ...mask.nodes]);
        const source = { name: mask.source, isChosen: true, isWeights: mask.isWeights };
        return [extended({ ...term, nodes }, reading, { mask: source })];
      }),
    );
  });
}

/** Tokens where the mask keeps them, and something very small elsewhere: before a maximum. */
const where: Operator = (reading) =>
  masksOf(reading, 0).flatMap((mask): readonly Meaning[] => {
    const [kept, dropped] = mask.isInverted ? [2, 1] : [1, 2];
    const data = reading.constant(reading.node.input[dropped])?.data;
    const [value] = data ?? [];
    if (value === undefined || !data!.every((x) => x === value) || !(value <= lowest || value === 0))
      return [];
    return meaningsOf(reading, kept, 'term').flatMap((term) => {
      if (term.mask !== undefined || !isToken(term) || !liesAlong(term, mask)) return [];
      const nodes = new Set([...term.nodes, ...mask.nodes]);
      const source = { name: mask.source, isChosen: value !== 0, isWeights: mask.isWeights };
      return [extended({ ...term, nodes }, reading, { mask: source })];
    });
  });

/** `1 - mask`. */
export function oneMinus(reading: Reading): readonly Meaning[] {
  const isOne = reading.constant(reading.node.input[0])?.data.every((x) => x === 1);
  return isOne
    ? masksOf(reading, 1).map((mask) => extended(mask, reading, { isInverted: !mask.isInverted }))
    : [];
}

/** How a mask of tokens comes to them. */
export const masks: Readonly<Record<string, Operator>> = {
  Equal: comparison(keeps, (a, b) => a === b),
  Greater: comparison(keeps, (a, b) => a > b),
  Less: comparison(keeps, (a, b) => a < b),
  GreaterOrEqual: comparison(keeps, (a, b) => a >= b),
  LessOrEqual: comparison(keeps, (a, b) => a <= b),
  Not: not,
  Where: (reading) => [...where(reading), ...choice(reading)],
};
