import type { Code } from '../code.ts';

/*
 * Exponential and logarithm in arithmetic alone, for WebAssembly: it has no instruction for them, and a call of JavaScript
 * for every value costs more than these polynomials for four values at a time. The coefficients are those of the Cephes
 * library for float32 (https://www.netlib.org/cephes), whose error is about one unit in the last place.
 */

/** Names a piece of code in the scope that is being written. */
export type Name = (hint: string, code: string) => string;

const lowest = -150;
const highest = 129;

/** `2^(k - 1)` for every `k` that float32 can hold, then ∞. Half the power, since `2^128` times less than 1 is finite. */
export const halfPowersOfTwo: readonly number[] = Array.from({ length: highest - lowest + 1 }, (_, i) =>
  Math.fround(2 ** (lowest + i - 1)),
);

/** `e^x = 2^k e^r` with `k` whole and `|r| ≤ ln 2 / 2`. `table` is where the powers of two begin among the constants. */
export function spelledExp(x: string, table: number, name: Name): Code {
  const held = name('held', `Math.min(Math.max(${x}, ${lowest * Math.LN2}), ${highest * Math.LN2})`);
  const k = name('k', `Math.floor(${held} * ${Math.LOG2E} + 0.5)`);
  const r = name('r', `${held} - ${k} * 0.693359375 + ${k} * 0.00021219444`);
  const series = name(
    'series',
    `((((0.000198756915 * ${r} + 0.0013981999507) * ${r} + 0.0083334519073) * ${r} + 0.041665795894) * ${r} + 0.16666665459) * ${r} + 0.5`,
  );
  const place = name('place', `${k} + ${table - lowest}`);
  return {
    text: `(${series} * ${r} * ${r} + ${r} + 1) * this.constants.values[${place}] * 2`,
    binds: 4,
    isAtom: false,
  };
}

/** `ln x` for `x` in (0, 1], normal: `x = m 2^-k` with `m` around 1. */
export function spelledLog(x: string, name: Name): Code {
  let m = x;
  const halvings: string[] = [];
  for (const k of [64, 32, 16, 8, 4, 2, 1]) {
    const isSmall = name('isSmall', `${m} < ${2 ** -k} ? 1 : 0`);
    m = name('m', `${isSmall} > 0 ? ${m} * ${2 ** k} : ${m}`);
    halvings.push(k === 1 ? isSmall : `${isSmall} * ${k}`);
  }
  const below = name('below', `${m} < ${Math.SQRT1_2} ? 1 : 0`);
  const f = name('f', `${m} + ${below} * ${m} - 1`);
  const k = name('k', `${halvings.join(' + ')} + ${below}`);
  const series = name(
    'series',
    `(((((((0.070376836292 * ${f} - 0.1151461031) * ${f} + 0.1167699874) * ${f} - 0.12420140846) * ${f} + 0.14249322787) * ${f} - 0.16668057665) * ${f} + 0.20000714765) * ${f} - 0.24999993993) * ${f} + 0.33333331174`,
  );
  const square = name('square', `${f} * ${f}`);
  const rest = name('rest', `${series} * ${f} * ${square} + ${k} * 0.00021219444 - 0.5 * ${square}`);
  return { text: `${f} + ${rest} - ${k} * 0.693359375`, binds: 3, isAtom: false };
}
