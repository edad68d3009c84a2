/** So many entries of a list, from all over it; all where there are fewer. */
export function evenly<T>(list: readonly T[], count: number): readonly T[] {
  const wanted = Math.min(count, list.length);
  return Array.from({ length: wanted }, (_, i) => list[Math.floor((i * list.length) / wanted)]!);
}
