/**
 * Numbers in `(-bound, bound)` that look random and are the same each time, since the name is their seed. Training starts
 * from them where a matrix of zeros would never change.
 */
export function spreadStart(name: string, count: number, bound: number): readonly number[] {
  let state = [...name].reduce(
    (hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193),
    0x811c9dc5,
  );
  return Array.from({ length: count }, () => {
    // One step of xorshift32, whose state is never 0.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) / 2 ** 31 - 1) * bound;
  });
}
