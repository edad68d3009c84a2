import { isToken } from '../algebra.ts';
import { maskedTerm } from '../maskedTerm.ts';
import type { Count, Counted, Mask, Meaning } from '../meaning.ts';
import { extended, masksOf, meaningsOf, type Operator, type Reading, sameOf } from '../reading.ts';

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

/** Tokens plus a penalty for those that are not kept, which makes them lose a maximum. */
export function penalised(reading: Reading): readonly Meaning[] {
  return [0, 1].flatMap((at) => {
    const given = meaningsOf(reading, 1 - at, 'mask').filter(({ isPenalty }) => isPenalty);
    return meaningsOf(reading, at, 'term').flatMap((term) =>
      given.flatMap((mask) => {
        const masked = isToken(term) ? maskedTerm(term, mask, { isChosen: true }) : undefined;
        return masked === undefined ? [] : [extended(masked, reading, {})];
      }),
    );
  });
}

/** Tokens where the mask keeps them, elsewhere 0, or a very low number that loses a maximum. */
const where: Operator = (reading) =>
  masksOf(reading, 0).flatMap((mask): readonly Meaning[] => {
    const [kept, dropped] = mask.isInverted ? [2, 1] : [1, 2];
    const value = sameOf(reading, dropped);
    if (value === undefined || !(value <= lowest || value === 0)) return [];
    return meaningsOf(reading, kept, 'term').flatMap((term) => {
      const masked = isToken(term) ? maskedTerm(term, mask, { isChosen: value !== 0 }) : undefined;
      return masked === undefined ? [] : [extended(masked, reading, {})];
    });
  });

/** A mask divided by its own sum: the sum of tokens times this is a mean. */
export function divided(reading: Reading, { by }: { readonly by: 1 | -1 }): readonly Meaning[] {
  const places = by === 1 ? [0] : [0, 1];
  return places.flatMap((at) => {
    const counts = meaningsOf(reading, 1 - at, 'count').filter(({ isLog, count }) => !isLog && count === by);
    return masksOf(reading, at).flatMap((mask) => {
      const isCounted = counts.some((count) => isOf(count.counted, mask) && isForEach(count, mask));
      return isCounted ? [extended(mask, reading, { isDivided: true })] : [];
    });
  });
}

/** Whether a number counts what this mask keeps, after the same prefix. */
function isOf(counted: Counted, { source, from, isInverted }: Mask): boolean {
  return counted.of === 'mask' && counted.mask === source && counted.from === from && !isInverted;
}

/** Whether the number of an image meets the mask of that image, so that the batch is the same axis in both. */
function isForEach(count: Count, { axes }: Mask): boolean {
  const own = count.axes;
  return own?.length === axes.length && own.every((axis, i) => axis === undefined || axis === axes[i]);
}

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
