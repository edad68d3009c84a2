import { createHash } from 'node:crypto';

/**
 * Some of a list, evenly drawn and in a mixed order, by a hash of their names: a larger sample begins with the smaller
 * one, and the order of the others stays when one comes or goes.
 */
export function sample<T>(list: readonly T[], most: number, nameOf: (one: T) => string): readonly T[] {
  const hashed = list.map((one) => ({ one, hash: createHash('sha1').update(nameOf(one)).digest('hex') }));
  hashed.sort((a, b) => (a.hash < b.hash ? -1 : Number(a.hash > b.hash)));
  return hashed.slice(0, most).map(({ one }) => one);
}
