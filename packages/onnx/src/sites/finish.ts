import type { Dim, Info } from '../shapes/shape.ts';
import { isNoRule } from './algebra.ts';
import { windowLength } from './axes.ts';
import type { Counted, Kind, Part, Pooled, Sum } from './meaning.ts';
import { areAll, combine, each, isClose, type Numbers, one } from './numbers.ts';
import { noRule } from './plainPart.ts';

type InfoOf = (name: string | undefined) => Info;

/** The pooling that a sum is, if it was divided by the right number and the right root was taken; else `undefined`. */
export function finish(sum: Sum, info: InfoOf): Pooled | undefined {
  const found = kindOf(sum, tokensOf(sum, info), isCountedRight(sum, info));
  if (found === undefined) return undefined;
  const { base, axes, windows, nodes, steps, over, mask, rule } = sum;
  const [axis] = over;
  const prefix = over.length === 1 ? (windows.get(axis!)?.from ?? 0) : 0;
  const isRooted = found.what === 'power' || found.what === 'rootOfSum' || sum.isLog;
  if (sum.added !== undefined && !isRooted) return undefined;
  // A sum with weights that is not divided by the sum of the weights may be a projection, or a score of each channel.
  if (mask?.isWeights && undivided.includes(found.what)) return undefined;
  const { added } = sum;
  const part: Part = { type: 'part', rule, index: undefined, prefix, ...found, ...(added && { added }) };
  return { kind: 'pooled', base, axes, windows, nodes, steps, over, mask, isMoved: sum.isMoved, what: part };
}

const undivided: readonly Kind[] = ['sum', 'rootOfSum', 'logOfSum'];

/** The number of tokens, where it is fixed in the model. */
function tokensOf({ base, windows, over, mask }: Sum, info: InfoOf): number | undefined {
  const dims = info(base).dims ?? [];
  const lengths = over.map((axis) => windowLength(dims, windows, axis));
  const isKnown = mask === undefined && lengths.every((length) => typeof length === 'number');
  return isKnown ? lengths.reduce((a: number, b) => a * (b as number), 1) : undefined;
}

/** Whether the counted tokens are those that were summed. */
function isCountedRight(sum: Sum, info: InfoOf): boolean {
  const { counted, mask } = sum;
  if (counted === undefined) return areAll(sum.count, 0);
  if (counted.of === 'mask' || mask !== undefined)
    return counted.of === 'mask' && counted.mask === mask?.name && counted.from === mask.from;
  return counted.of === 'tokens' || isSameLengths(counted, sum, info);
}

function isSameLengths(
  { value, axes, less }: Extract<Counted, { of: 'axes' }>,
  { base, over, windows }: Sum,
  info: InfoOf,
): boolean {
  const from = (axis: number): number => windows.get(axis)?.from ?? 0;
  const isWhole = over.every((axis) => windows.get(axis)?.to === undefined);
  const isLikeOver =
    axes.length === over.length && axes.every((axis, i) => over.includes(axis) && less[i] === from(axis));
  if (value === base && isLikeOver) return isWhole;
  // The axes of a value between base and sum count as those of the base where the lengths are the same.
  const [own, dims] = [info(base).dims ?? [], info(value).dims ?? []];
  const lengths = axes.map((axis, i) => shorter(dims[axis], less[i]!));
  const wanted = over.map((axis) =>
    windows.get(axis)?.to === undefined ? shorter(own[axis], from(axis)) : windowLength(own, windows, axis),
  );
  const sorted = (list: readonly Dim[]): string => [...list].map(String).sort().join();
  return [...lengths, ...wanted].every((dim) => dim !== undefined) && sorted(lengths) === sorted(wanted);
}

/** A length minus `less`: a number, or for an open length a text such as `n - 1`. */
function shorter(dim: Dim, less: number): Dim {
  if (less === 0 || dim === undefined) return dim;
  return typeof dim === 'number' ? dim - less : `${dim} - ${less}`;
}

type Found = Pick<Part, 'p' | 'factor'> & { readonly what: Kind };

function kindOf(sum: Sum, tokens: number | undefined, isCounted: boolean): Found | undefined {
  const { form, isLog, k, p, factor, shift } = sum;
  if (Math.abs(shift) > 1e-6) return undefined;
  if (!isCounted && !areAll(sum.count, 0)) return undefined;
  if (form === 'exp') return logarithmOf(sum, tokens);
  if (isLog) return undefined;
  if (form === 'log') return undefined;
  if (areAll(p, 1) && areAll(k, 1)) {
    if (!isNoRule(sum)) return undefined;
    return plain(sum, tokens);
  }
  const isRoot = combine(k, p, (a, b) => a * b)?.list.every((x) => isClose(x, 1)) ?? false;
  if (!isRoot) return undefined;
  const rest = restOf(sum, tokens);
  if (rest !== undefined) return { what: 'power', p, factor: rest };
  const isSum = areAll(sum.count, 0) && areAll(factor, 1);
  return isSum ? { what: 'rootOfSum', p, factor: one } : undefined;
}

/** The factor that is left after the division by n^k; `undefined` where that division is missing. */
function restOf({ factor, count, k }: Sum, tokens: number | undefined): Numbers | undefined {
  const missing = combine(count, k, (a, b) => a + b);
  if (missing === undefined) return undefined;
  if (areAll(missing, 0)) return factor;
  if (tokens === undefined) return undefined;
  const rest = combine(
    factor,
    each(missing, (x) => tokens ** x),
    (a, b) => a * b,
  );
  return rest?.list.every((x) => isClose(x, 1)) ? one : undefined;
}

function plain(sum: Sum, tokens: number | undefined): Found | undefined {
  const rest = restOf(sum, tokens);
  if (rest !== undefined) return { what: 'mean', p: one, factor: rest };
  const scale = (exponent: number): boolean => {
    if (areAll(sum.count, exponent) && areAll(sum.factor, 1)) return true;
    if (tokens === undefined) return false;
    const total = combine(
      sum.factor,
      each(sum.count, (x) => tokens ** x),
      (a, b) => a * b,
    );
    return total?.list.every((x) => isClose(x, tokens ** exponent)) ?? false;
  };
  if (scale(-0.5)) return { what: 'meanSqrtLen', p: one, factor: one };
  return scale(0) ? { what: 'sum', p: one, factor: one } : undefined;
}

/** `(1/r) ln (Σ e^(r x) / n)`. */
function logarithmOf({ isLog, k, p, count, offset }: Sum, tokens: number | undefined): Found | undefined {
  const isRoot = combine(k, p, (a, b) => a * b)?.list.every((x) => isClose(x, 1)) ?? false;
  if (!isLog || !isRoot || p.axis !== undefined) return undefined;
  const missing = combine(count, k, (a, b) => a + b);
  if (missing !== undefined && areAll(missing, 0) && areAll(offset, 0))
    return { what: 'lse', p, factor: one };
  if (tokens !== undefined && missing !== undefined) {
    const rest = combine(offset, missing, (a, b) => a + b * Math.log(tokens));
    if (rest !== undefined && areAll(rest, 0)) return { what: 'lse', p, factor: one };
  }
  return areAll(count, 0) && areAll(offset, 0) ? { what: 'logOfSum', p, factor: one } : undefined;
}

/** The geometric mean, once the mean of logarithms is an exponent: a power mean with p = 0. */
export function geometric(sum: Sum, info: InfoOf): Pooled | undefined {
  const isMean = sum.form === 'log' && !sum.isLog && areAll(sum.k, 1);
  if (!isMean || !isCountedRight(sum, info)) return undefined;
  const rest = restOf(sum, tokensOf(sum, info));
  if (rest === undefined || !areAll(rest, 1)) return undefined;
  const whole = finish({ ...sum, form: 'power', p: one, rule: noRule }, info);
  if (whole === undefined || whole.what.type !== 'part') return undefined;
  const part: Part = { ...whole.what, what: 'power', p: each(one, () => 0), rule: sum.rule };
  return { ...whole, what: part };
}
