import { createHash } from 'node:crypto';

/**
 * Some entries of a list, drawn evenly and in a mixed order, by a hash of their names. So a larger sample begins with a
 * smaller one, and the order of the others does not change when an entry is added or removed.
 */
export function sample<T>(list: readonly T[], most: number, nameOf: (one: T) => string): readonly T[] {
  const hashed = list.map((one) => ({ one, hash: createHash('sha1').update(nameOf(one)).digest('hex') }));
  hashed.sort((a, b) => (a.hash < b.hash ? -1 : Number(a.hash > b.hash)));
  return hashed.slice(0, most).map(({ one }) => one);
}
