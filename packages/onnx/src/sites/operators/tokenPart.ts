import type { Pooled } from '../meaning.ts';
import { one } from '../numbers.ts';

/** One token, as it is, in the place of all; without an index each image has its own. */
export function tokenPart(index: number | 'last' | undefined): Pooled['what'] {
  return {
    type: 'part',
    what: 'token',
    rule: { abs: false, floor: undefined },
    p: one,
    index,
    prefix: 0,
    factor: one,
  };
}
