import type { Specified } from './meaning.ts';
import type { PoolingSite } from './poolingSite.ts';

/** The spec of a pooling, or why there is none. */
export function specified({ spec, values, why, attended }: PoolingSite): Specified {
  if (spec !== undefined) return { spec, ...(values !== undefined && { values }) };
  return attended?.() ?? { why: why ?? 'no spec says it' };
}
