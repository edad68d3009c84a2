import { countsFromFirstKept, prefixOf } from '../spec/parts.ts';
import type { PoolingSpec } from '../spec/spec.ts';

/**
 * Position of the first token of an image that a pooling may look at, after its prefix: what `skipPrefix` does, for values
 * on the host.
 *
 * `specs` are the specs around the pooling, the outermost first, then its own. At least `count` where there is no such token.
 */
export function firstCounted(
  specs: readonly PoolingSpec[],
  count: number,
  isKept: (token: number) => boolean,
): number {
  let [begin, first] = [0, 0];
  for (const spec of specs) {
    if (countsFromFirstKept(spec)) while (first < count && !isKept(first)) first++;
    const prefix = prefixOf(spec);
    begin += prefix;
    first = countsFromFirstKept(spec) ? first + prefix : Math.max(first, begin);
  }
  return first;
}
