import type { Axis } from './expression.ts';

/**
 * A whole number that a kernel computes to know where it reads: an expression of threads and loop counters, simplified when
 * it is made. Two indices with the same `key` are the same number.
 */
export type Index = IndexNode & {
  readonly key: string;
  /** Depth of the innermost loop in which it changes: 0 outside of all loops, -1 for a constant. */
  readonly depth: number;
  /** The smallest and the largest value that it can have. */
  readonly low: number;
  readonly high: number;
};

type IndexNode =
  | { readonly kind: 'constant'; readonly value: number }
  /** Which of the kernel's threads this is, along an axis of its result. */
  | { readonly kind: 'thread'; readonly axis: Axis }
  | { readonly kind: 'counter'; readonly name: string }
  /** Which of the neighbouring channels of a thread that computes several at once: all of them, in one vector. */
  | { readonly kind: 'lane' }
  | { readonly kind: 'sum'; readonly a: Index; readonly b: Index }
  | { readonly kind: 'product'; readonly a: Index; readonly factor: number }
  /** A division by a whole number, rounded down, or its remainder. */
  | { readonly kind: 'quotient' | 'remainder'; readonly a: Index; readonly divisor: number }
  | { readonly kind: 'clamp'; readonly a: Index }
  /** An element of an array of whole numbers. */
  | { readonly kind: 'read'; readonly array: string; readonly at: Index };

export function constantIndex(value: number): Index {
  return { kind: 'constant', value, key: `${value}`, depth: -1, low: value, high: value };
}

export function threadIndex(axis: Axis, length: number): Index {
  return { kind: 'thread', axis, key: axis, depth: 0, low: 0, high: length - 1 };
}

/** The counter of a loop, which counts from 0; names differ from loop to loop. */
export function counterIndex(name: string, depth: number, turns: number): Index {
  return { kind: 'counter', name, key: `#${name}`, depth, low: 0, high: turns - 1 };
}

export function laneIndex(lanes: number): Index {
  return { kind: 'lane', key: 'lane', depth: 0, low: 0, high: lanes - 1 };
}

export function plus(a: Index, offset: Index | number): Index {
  const b = typeof offset === 'number' ? constantIndex(offset) : offset;
  if (isConstant(b, 0)) return a;
  if (isConstant(a, 0)) return b;
  if (a.kind === 'constant' && b.kind === 'constant') return constantIndex(a.value + b.value);
  if (a.kind === 'sum' && a.b.kind === 'constant') {
    return b.kind === 'constant' ? plus(a.a, a.b.value + b.value) : plus(plus(a.a, b), a.b);
  }
  return {
    kind: 'sum',
    a,
    b,
    key: `(${a.key}+${b.key})`,
    depth: Math.max(a.depth, b.depth),
    low: a.low + b.low,
    high: a.high + b.high,
  };
}

/** `factor` is at least 1. */
export function times(a: Index, factor: number): Index {
  if (factor === 1 || isConstant(a, 0)) return a;
  if (a.kind === 'constant') return constantIndex(a.value * factor);
  return {
    kind: 'product',
    a,
    factor,
    key: `(${a.key}*${factor})`,
    depth: a.depth,
    low: a.low * factor,
    high: a.high * factor,
  };
}

export function quotient(a: Index, divisor: number): Index {
  const [low, high] = [Math.floor(a.low / divisor), Math.floor(a.high / divisor)];
  if (divisor === 1) return a;
  if (low === high) return constantIndex(low);
  const parts = multipleAndRest(a, divisor);
  if (parts) return parts.multiple;
  return { kind: 'quotient', a, divisor, key: `(${a.key}/${divisor})`, depth: a.depth, low, high };
}

export function remainder(a: Index, divisor: number): Index {
  if (divisor === 1) return constantIndex(0);
  if (a.kind === 'constant') return constantIndex(a.value - divisor * Math.floor(a.value / divisor));
  if (a.low >= 0 && a.high < divisor) return a;
  const parts = multipleAndRest(a, divisor);
  if (parts) return parts.rest;
  const key = `(${a.key}%${divisor})`;
  return { kind: 'remainder', a, divisor, key, depth: a.depth, low: 0, high: divisor - 1 };
}

/** The nearest number that is at least `low` and at most `high`. */
export function clampIndex(a: Index, low: number, high: number): Index {
  if (a.kind === 'constant') return constantIndex(Math.min(Math.max(a.value, low), high));
  if (a.low >= low && a.high <= high) return a;
  const bounds = { low: Math.max(a.low, low), high: Math.min(a.high, high) };
  return { kind: 'clamp', a, key: `[${a.key},${bounds.low},${bounds.high}]`, depth: a.depth, ...bounds };
}

export function readIndex(array: string, at: Index): Index {
  const key = `${array}[${at.key}]`;
  return {
    kind: 'read',
    array,
    at,
    key,
    depth: Math.max(at.depth, 0),
    low: 0,
    high: Number.POSITIVE_INFINITY,
  };
}

/** `a = multiple * divisor + rest`, where the form of `a` shows it. */
function multipleAndRest(
  a: Index,
  divisor: number,
): { readonly multiple: Index; readonly rest: Index } | undefined {
  if (a.kind === 'product' && a.factor % divisor === 0) {
    return { multiple: times(a.a, a.factor / divisor), rest: constantIndex(0) };
  }
  if (a.kind === 'product' && divisor % a.factor === 0) {
    const inner = divisor / a.factor;
    return { multiple: quotient(a.a, inner), rest: times(remainder(a.a, inner), a.factor) };
  }
  const { kind } = a;
  if (kind === 'sum' && a.a.kind === 'product' && divisor % a.a.factor === 0 && isBelow(a.b, a.a.factor)) {
    const { multiple, rest } = multipleAndRest(a.a, divisor)!;
    return { multiple, rest: plus(rest, a.b) };
  }
  if (a.kind !== 'sum' || a.b.low < 0 || a.b.high >= divisor) return undefined;
  const first = multipleAndRest(a.a, divisor);
  return first && isConstant(first.rest, 0) ? { multiple: first.multiple, rest: a.b } : undefined;
}

function isBelow({ low, high }: Index, bound: number): boolean {
  return low >= 0 && high < bound;
}

/** Whether an index differs from lane to lane. */
export function isWide(index: Index): boolean {
  switch (index.kind) {
    case 'lane':
      return true;
    case 'constant':
    case 'thread':
    case 'counter':
      return false;
    case 'sum':
      return isWide(index.a) || isWide(index.b);
    case 'product':
    case 'quotient':
    case 'remainder':
    case 'clamp':
      return isWide(index.a);
    case 'read':
      return isWide(index.at);
    default:
      return index satisfies never;
  }
}

/** `u` for an index `lanes u + lane`, which is where a vector of so many neighbours begins; `undefined` for any other. */
export function vectorIndex(index: Index, lanes: number): Index | undefined {
  if (index.kind !== 'sum') return undefined;
  const { a, b } = index;
  if (b.kind === 'lane') {
    return a.kind === 'product' && a.factor % lanes === 0 ? times(a.a, a.factor / lanes) : undefined;
  }
  const first = b.kind === 'constant' && b.value % lanes === 0 ? vectorIndex(a, lanes) : undefined;
  return first && b.kind === 'constant' ? plus(first, b.value / lanes) : undefined;
}

function isConstant(index: Index, value: number): boolean {
  return index.kind === 'constant' && index.value === value;
}
