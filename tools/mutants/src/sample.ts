/** Some of a list, evenly drawn and in a mixed order, always the same: a larger sample begins with the smaller one. */
export function sample<T>(list: readonly T[], most: number): readonly T[] {
  const mixed = [...list];
  let state = 1;
  for (let i = mixed.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (i + 1));
    [mixed[i], mixed[other]] = [mixed[other]!, mixed[i]!];
  }
  return mixed.slice(0, most);
}
