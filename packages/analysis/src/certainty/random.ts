/**
 * Whole numbers from 0 to below a bound, the same from the same seed on every machine: PCG's output permutation on a 32-bit
 * linear congruence (Jarzynski and Olano 2020), as good as resampling needs.
 */
export function randomIndexes(seed: number): (bound: number) => number {
  let state = seed >>> 0;
  return (bound) => {
    state = (Math.imul(state, 747796405) + 2891336453) >>> 0;
    const word = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277803737) >>> 0;
    return Math.floor((((word >>> 22) ^ word) >>> 0) * 2 ** -32 * bound);
  };
}
