/** Numbers from 0 to below 1, the same from the same seeds on every machine: whole-number arithmetic only (splitmix32). */
export type RandomNumbers = () => number;

/** A stream for each pair of seeds, such as that of a run and the number of an image. */
export function randomNumbers(seed: number, index: number): RandomNumbers {
  let state = mixed(mixed(seed >>> 0) ^ Math.imul((index >>> 0) + 1, 0x9e3779b9));
  return () => {
    state = (state + 0x9e3779b9) | 0;
    return (mixed(state) >>> 0) * 2 ** -32;
  };
}

/** A hash of 32 bits. */
export function mixed(bits: number): number {
  let x = bits | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}

/** One entry of a list. */
export function pick<T>(list: readonly T[], next: RandomNumbers): T {
  return list[Math.floor(next() * list.length)]!;
}
