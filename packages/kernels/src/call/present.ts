/** The entries that have a value. */
export function present<V>(entries: Readonly<Record<string, V | undefined>>): Readonly<Record<string, V>> {
  return Object.fromEntries(
    Object.entries(entries).filter((entry): entry is [string, V] => entry[1] !== undefined),
  );
}
