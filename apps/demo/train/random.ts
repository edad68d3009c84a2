/** Numbers in 0..1, uniform. */
export type Random = () => number;

/**
 * A reproducible stream for this combination of seeds.
 *
 * Training draws from a stream per epoch and per step, so a resumed run needs no stored generator state.
 */
export function random(...seeds: number[]): Random {
  let state = 0x9e3779b9;
  for (const seed of seeds) state = mix(state ^ seed) + 0x6d2b79f5;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    return (mix(state) >>> 0) / 2 ** 32;
  };
}

/** The step of mulberry32, which spreads one bit over all 32. */
function mix(value: number): number {
  let x = Math.imul(value ^ (value >>> 15), value | 1);
  x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
  return x ^ (x >>> 14);
}

/** A draw from the standard normal distribution. */
export function normal(next: Random): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

/** The numbers 0..count-1 in random order. */
export function shuffled(count: number, next: Random): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const other = Math.floor(next() * (i + 1));
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}
