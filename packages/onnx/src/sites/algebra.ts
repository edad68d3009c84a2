import type { Count, Pooled, Sum, Term } from './meaning.ts';
import { areAll, combine, each, type Numbers, one, zero } from './numbers.ts';

const times = (a: number, b: number): number => a * b;

/** What changes in a meaning that is multiplied with a constant; `undefined` where no formula describes the result. */
export function scaled<M extends Term | Sum | Pooled>(meaning: M, by: Numbers): Partial<M> | undefined {
  if (meaning.kind === 'pooled') return scaledPooling(meaning, by) as Partial<M> | undefined;
  const factor = combine(meaning.factor, by, times);
  const offset = combine(meaning.offset, by, times);
  if (factor === undefined || offset === undefined) return undefined;
  if (meaning.kind === 'term') {
    const shift = times(meaning.shift, meaning.form === 'exp' ? 1 : (only(by) ?? Number.NaN));
    if (meaning.shift !== 0 && Number.isNaN(shift)) return undefined;
    const rest = meaning.shift === 0 ? {} : { shift };
    return (meaning.form === 'log' ? { factor, offset } : { factor, ...rest }) as unknown as Partial<M>;
  }
  if (!meaning.isLog) return { factor } as unknown as Partial<M>;
  const [k, count] = [combine(meaning.k, by, times), combine(meaning.count, by, times)];
  const shift = shiftedBy(meaning, by);
  return k && count && shift && ({ k, count, offset, ...shift } as unknown as Partial<M>);
}

/** The one number of all channels; `undefined` where channels have numbers of their own. */
function only({ axis, list }: Numbers): number | undefined {
  return axis === undefined ? list[0] : undefined;
}

/** The shift times a number; `undefined` where this number differs among channels. */
function shiftedBy({ shift }: Sum, by: Numbers): Pick<Sum, 'shift'> | undefined {
  if (shift === 0) return { shift };
  const factor = only(by);
  return factor === undefined ? undefined : { shift: shift * factor };
}

function scaledPooling({ what }: Pooled, by: Numbers): Partial<Pooled> | undefined {
  const [weight] = by.list;
  if (by.axis !== undefined || weight === undefined) return undefined;
  if (what.type === 'concat') return undefined;
  if (what.type === 'mix') {
    return { what: { ...what, weights: what.weights.map((x) => x * weight) }, isMoved: false };
  }
  const factor = each(what.factor, (x) => x * weight);
  return { what: { ...what, factor }, isMoved: !areAll(factor, 1) };
}

/** What changes in a meaning that is raised to a power. */
export function raised<M extends Term | Sum>(meaning: M, exponent: Numbers): Partial<M> | undefined {
  const power = (a: number, b: number): number => a ** b;
  if (meaning.kind === 'term') {
    const p = combine(meaning.p, exponent, times);
    const factor = combine(meaning.factor, exponent, power);
    if (
      meaning.form === 'log' ||
      meaning.shift !== 0 ||
      !isKeptByPower(meaning, exponent) ||
      p === undefined ||
      factor?.list.some(Number.isNaN) !== false
    )
      return undefined;
    const isEven = meaning.p.list.every((x) => x % 2 === 0 && x !== 0);
    // The root of a square is the absolute value.
    const abs = meaning.rule.abs || (meaning.form === 'power' && isEven && meaning.rule.floor === undefined);
    return { p, factor, rule: { ...meaning.rule, abs } } as unknown as Partial<M>;
  }
  if (meaning.isLog) return undefined;
  const factor = combine(meaning.factor, exponent, power);
  const [k, count] = [combine(meaning.k, exponent, times), combine(meaning.count, exponent, times)];
  const shift = shiftedBy(meaning, exponent);
  if (factor?.list.some(Number.isNaN) !== false || k === undefined || count === undefined) return undefined;
  return shift && ({ factor, k, count, ...shift } as unknown as Partial<M>);
}

/** Whether the power of a token times its mask is the power of the token, times the mask: that is 0 or 1. */
function isKeptByPower({ mask }: Term, { list }: Numbers): boolean {
  return mask === undefined || (!mask.isDivided && list.every((x) => x > 0));
}

/** What changes in a meaning of which the logarithm is taken. */
export function logarithm<M extends Term | Sum>(meaning: M): Partial<M> | undefined {
  const offset = each(meaning.factor, Math.log);
  if (offset.list.some(Number.isNaN)) return undefined;
  if (meaning.kind === 'term') {
    if (meaning.form !== 'power' || meaning.mask !== undefined || meaning.shift !== 0) return undefined;
    return { form: 'log', factor: meaning.p, offset, p: one } as unknown as Partial<M>;
  }
  return meaning.isLog || meaning.form === 'log'
    ? undefined
    : ({ isLog: true, offset, factor: one } as unknown as Partial<M>);
}

/** What changes in a meaning that becomes an exponent of e. */
export function exponential<M extends Term | Sum>(meaning: M): Partial<M> | undefined {
  if (meaning.mask !== undefined && meaning.kind === 'term') return undefined;
  const factor = each(meaning.offset, Math.exp);
  if (meaning.kind === 'term') {
    if (meaning.form === 'log') {
      return { form: 'power', p: meaning.factor, factor, offset: zero } as unknown as Partial<M>;
    }
    const isPlain = meaning.form === 'power' && areAll(meaning.p, 1) && isNoRule(meaning);
    // A shift by the largest token of each channel stays one.
    return isPlain ? ({ form: 'exp', p: meaning.factor, factor: one } as unknown as Partial<M>) : undefined;
  }
  return meaning.isLog ? ({ isLog: false, factor, offset: zero } as unknown as Partial<M>) : undefined;
}

/** What changes in the logarithm of a sum to which a constant is added. */
export function shifted(sum: Sum, by: Numbers): Partial<Sum> | undefined {
  const offset = sum.isLog ? combine(sum.offset, by, (a, b) => a + b) : undefined;
  return offset && { offset };
}

/** What changes in a sum that is multiplied with a power of a number of tokens; logarithms of both are added instead. */
export function counted(
  sum: Sum,
  { counted: how, count, isLog, isList }: Count,
  sign: 1 | -1,
): Partial<Sum> | undefined {
  if (isList || sum.isLog !== isLog) return undefined;
  if (sum.counted !== undefined && JSON.stringify(sum.counted) !== JSON.stringify(how)) return undefined;
  return { counted: how, count: each(sum.count, (x) => x + sign * count) };
}

/** Whether tokens are taken as they are. */
export function isNoRule({ rule }: Pick<Term, 'rule'>): boolean {
  return !rule.abs && rule.floor === undefined;
}

/** Whether a term is the token times numbers of its channels. */
export function isLinear(term: Term): boolean {
  return (
    term.form === 'power' &&
    isNoRule(term) &&
    areAll(term.p, 1) &&
    term.mask === undefined &&
    term.shift === 0
  );
}

/** Whether a term is the token itself, even if it was moved. */
export function isToken(term: Term): boolean {
  return isLinear(term) && areAll(term.factor, 1);
}
