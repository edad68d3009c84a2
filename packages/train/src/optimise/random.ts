/** Numbers from 0 up to 1, uniform. */
export type Random = () => number;

/** Uniform in [0, 1), the same for the same seed on every machine (mulberry32). */
export function mulberry32(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + step) | 0;
    return (mix(state) >>> 0) / 2 ** 32;
  };
}

/**
 * A reproducible stream for a combination of seeds. Training draws from a stream for each epoch and each image, so that a
 * resumed run needs no stored state.
 */
export function random(...seeds: readonly number[]): Random {
  return mulberry32(seeds.reduce((state, seed) => mix(state ^ seed) + step, 0x9e3779b9));
}

const step = 0x6d2b79f5;

/** Spreads each bit over all 32. */
function mix(value: number): number {
  let x = Math.imul(value ^ (value >>> 15), value | 1);
  x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
  return x ^ (x >>> 14);
}

/** A draw from the standard normal distribution. */
export function normal(next: Random): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** A draw from the Beta(a, a) distribution, by Jöhnk's method; for `a` up to a few. */
export function beta(a: number, next: Random): number {
  for (;;) {
    const [x, y] = [next() ** (1 / a), next() ** (1 / a)];
    if (x + y > 0 && x + y <= 1) return x / (x + y);
  }
}

/** The numbers from 0 to `count - 1` in random order. */
export function shuffled(count: number, next: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const other = Math.floor(next() * (i + 1));
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}
