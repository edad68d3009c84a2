/** A number for all channels, or one for each: one for each entry of an axis of the tokens, in the part that is used. */
export interface Numbers {
  readonly axis?: number | undefined;
  readonly list: readonly number[];
}

/** One number for all. */
export function same(value: number): Numbers {
  return { list: [value] };
}

export const one: Numbers = same(1);
export const zero: Numbers = same(0);

/** Applies a function to two numbers, channel by channel; `undefined` where they belong to different axes. */
export function combine(a: Numbers, b: Numbers, both: (a: number, b: number) => number): Numbers | undefined {
  if (a.axis === undefined && b.axis === undefined) return same(both(a.list[0]!, b.list[0]!));
  if (
    a.axis !== undefined &&
    b.axis !== undefined &&
    (a.axis !== b.axis || a.list.length !== b.list.length)
  ) {
    return undefined;
  }
  const long = a.axis === undefined ? b : a;
  const at = (x: Numbers, i: number): number => x.list[x.axis === undefined ? 0 : i]!;
  return { axis: long.axis, list: long.list.map((_, i) => both(at(a, i), at(b, i))) };
}

/** Applies a function to each number. */
export function each({ axis, list }: Numbers, map: (x: number) => number): Numbers {
  return { axis, list: list.map(map) };
}

/** Whether two numbers are the same except for the rounding of float32. */
export function isClose(a: number, b: number): boolean {
  return a === b || Math.abs(a - b) <= 2e-5 * Math.max(Math.abs(a), Math.abs(b));
}

/** Whether all of them are that number. */
export function areAll({ list }: Numbers, value: number): boolean {
  return list.every((x) => isClose(x, value) || (value === 0 && Math.abs(x) < 1e-6));
}

/** The shortest decimal that float32 rounds to the same number, as a person wrote it: 1e-6 for 9.99999997e-7. */
export function shortest(value: number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) return value;
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return value;
}
